#!/usr/bin/env python3
"""Train the adapters by which EmbeddingGemma, reading a statement and its source together, says whether the one follows from the other.

    python eval/train/train_entailment.py --minutes 35 --work FOLDER --out ADAPTERS.npz

Needs torch and onnx besides the program (tools of a maker, not of a user), and the converted encoder (`ragassist models pull`). The
network is taken as it is deployed, in eight bits. What its lower layers make of each example is computed once and kept in FOLDER;
low-rank adapters (Hu et al., "LoRA", 2021) are trained in the upper ones, and a small head on top of them. The last line of the
output is what a twelfth of the items, kept apart by writers' parts, says of the result. Seed 0; how far training gets in its time
depends on the machine.
"""

from __future__ import annotations

import argparse
import math
import pickle
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from entailment import asked, told_apart
from entailment_examples import Example, examples
from network_parts import batches, norm, turned
from onnx import numpy_helper
from torch import nn
from torch.nn import functional

from ragassist.models import gemma_files
from ragassist.models.gemma import GemmaEmbedder
from ragassist.models.gemma_graph import HEAD, LAYERS, WIDTH, window
from ragassist.settings import Settings

RANK = 32
DROPPED = 0.05
RATES = {"adapters": 5e-4, "head": 1e-3}
AT_ONCE = 24
MOST_TOKENS = 230
SMOOTHED = 0.02


def main() -> None:
    """Compute what the lower layers say, train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=35.0)
    parser.add_argument("--layers", type=int, default=6, help="how many upper layers are trained")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only-states", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(0)
    options.work.mkdir(parents=True, exist_ok=True)
    encoder = GemmaEmbedder(gemma_files.folder(Settings()))
    given = [example for example in examples() if len(encoder.tokens(asked(*_told(example))[0])[0]) <= MOST_TOKENS]
    states = States(encoder, LAYERS - options.layers, options.work)
    states.fill([asked(*_told(example))[0] for example in given])
    if options.only_states:
        return
    network = Upper(onnx.load(encoder.network_file), options.layers)
    train(network, states, given, options.minutes * 60)
    score, true = judged(network, states, [example for example in given if example.kept])
    print(f"kept apart: n {len(true)}, {told_apart(true, score)}")
    np.savez(options.out, **network.adapters())


def _told(example: Example) -> tuple[str, str, str]:
    return example.claim, example.source, example.title


class States:
    """What the lower layers make of a text, `[tokens, 768]`, computed once and kept in a folder."""

    def __init__(self, encoder: GemmaEmbedder, layers: int, folder: Path) -> None:
        self._encoder, self._layers = encoder, layers
        self._index, self._numbers = folder / "index.pkl", folder / "states.bin"
        self._lower = folder / "lower.onnx"
        self._kept = pickle.loads(self._index.read_bytes()) if self._index.is_file() else {}

    def fill(self, texts: list[str]) -> None:
        """Have the states of all texts, those of one length together."""
        alike: dict[int, list[str]] = {}
        for text in dict.fromkeys(texts):
            if text not in self._kept:
                alike.setdefault(len(self._encoder.tokens(text)[0]), []).append(text)
        if alike:
            self._compute(alike)
        self._all = np.memmap(self._numbers, np.float16, "r").reshape(-1, WIDTH)

    def _compute(self, alike: dict[int, list[str]]) -> None:
        if not self._lower.is_file():
            model = onnx.load(self._encoder.network_file)
            del model.graph.output[:]
            name = f"layers.{self._layers - 1}.out"
            model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["texts", "tokens", WIDTH]))
            onnx.save(model, self._lower)
        session = self._encoder.session(self._lower)
        with self._numbers.open("ab") as file:
            at = file.tell() // (2 * WIDTH)
            for size, members in sorted(alike.items()):
                step = max(1, 1600 // size)
                for some in (members[first : first + step] for first in range(0, len(members), step)):
                    ids = [self._encoder.tokens(text)[0] for text in some]
                    (found,) = session.run(None, {"embedded": self._encoder.embedded(ids), "window": window(size)})
                    file.write(found.astype(np.float16).tobytes())
                    for text in some:
                        self._kept[text] = (at, size, self._encoder.tokens(text)[1])
                        at += size
                print(f"lower layers: texts of {size} tokens", flush=True)
        self._index.write_bytes(pickle.dumps(self._kept))

    def batch(self, some: list[Example]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States `[n, tokens, 768]`, which tokens there are, and which are the claim's."""
        told = [asked(*_told(example)) for example in some]
        found = [self._kept[text] for text, _ in told]
        longest = max(size for _, size, _ in found)
        states = np.zeros((len(some), longest, WIDTH), np.float32)
        there, mine = np.zeros((2, len(some), longest), bool)
        for row, ((at, size, places), (_, span)) in enumerate(zip(found, told, strict=True)):
            states[row, :size] = self._all[at : at + size]
            there[row, :size] = True
            mine[row, :size] = [b > span[0] and a < span[1] and b > a for a, b in places]
        return torch.tensor(states).bfloat16(), torch.tensor(there), torch.tensor(mine)


class Product(nn.Module):
    """A product of the network with its adapter."""

    def __init__(self, weights: dict[str, np.ndarray], name: str) -> None:
        super().__init__()
        numbers, scales = weights[f"{name}.numbers"], weights[f"{name}.scales"]
        rows = len(numbers)
        matrix = (numbers.astype(np.float32) - 128) * scales.reshape(rows, -1, 1)
        self.register_buffer("matrix", torch.tensor(matrix.reshape(rows, -1)).bfloat16())
        columns = self.matrix.shape[1]
        self.down = nn.Parameter(torch.randn(columns, RANK) / math.sqrt(columns))
        self.up = nn.Parameter(torch.zeros(RANK, rows))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        more = functional.dropout(given, DROPPED, self.training) @ self.down.to(given.dtype) @ self.up.to(given.dtype)
        return functional.linear(given, self.matrix) + more


class Layer(nn.Module):
    """One layer, as `gemma_graph.py` writes it; texts are shorter than the reach of a local one."""

    def __init__(self, weights: dict[str, np.ndarray], number: int) -> None:
        super().__init__()
        name = f"layers.{number}"
        self.base = 1e6 if number % 6 == 5 else 1e4
        self.qkv, self.o = (Product(weights, f"{name}.self_attn.{letter}_proj") for letter in "qo")
        self.gu, self.down = Product(weights, f"{name}.mlp.gate_proj"), Product(weights, f"{name}.mlp.down_proj")
        for gain in ("input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm", "post_feedforward_layernorm"):
            self.register_buffer(gain, torch.tensor(weights[f"{name}.{gain}"]))
        for gain in ("q_norm", "k_norm"):
            self.register_buffer(gain, torch.tensor(weights[f"{name}.self_attn.{gain}"]))

    def forward(self, state: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        texts, tokens, _ = state.shape
        query, key, value = self.qkv(norm(state, self.input_layernorm)).split([WIDTH, HEAD, HEAD], -1)
        query = turned(norm(query.view(texts, tokens, 3, HEAD), self.q_norm).transpose(1, 2), self.base)
        key = turned(norm(key, self.k_norm)[:, None], self.base)
        shape = (texts, 3, tokens, HEAD)
        seen = functional.scaled_dot_product_attention(
            query, key.expand(shape), value[:, None].expand(shape), attn_mask=there[:, None, None]
        )
        state = state + norm(self.o(seen.transpose(1, 2).reshape(texts, tokens, WIDTH)), self.post_attention_layernorm)
        gate, up = self.gu(norm(state, self.pre_feedforward_layernorm)).chunk(2, -1)
        return state + norm(self.down(functional.gelu(gate, approximate="tanh") * up), self.post_feedforward_layernorm)


class Head(nn.Module):
    """The mean of all states beside the claim's, those weighed by how telling they are; log odds out."""

    def __init__(self) -> None:
        super().__init__()
        self.look, self.one, self.two = nn.Linear(WIDTH, 1), nn.Linear(2 * WIDTH, 256), nn.Linear(256, 1)

    def forward(self, states: torch.Tensor, there: torch.Tensor, mine: torch.Tensor) -> torch.Tensor:
        here = there[..., None].float()
        mean = (states * here).sum(1) / here.sum(1)
        weights = self.look(states)[..., 0].masked_fill(~mine, -1e4).softmax(-1)
        seen = torch.cat([mean, (states * weights[..., None]).sum(1)], -1)
        inner = functional.gelu(self.one(seen), approximate="tanh")
        return self.two(functional.dropout(inner, 0.1, self.training))[..., 0]


class Upper(nn.Module):
    """The upper layers and the head."""

    def __init__(self, model: onnx.ModelProto, layers: int) -> None:
        super().__init__()
        weights = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
        self.first = LAYERS - layers
        self.layers = nn.ModuleList(Layer(weights, number) for number in range(self.first, LAYERS))
        self.register_buffer("gain", torch.tensor(weights["norm"]))
        self.head = Head()

    def forward(self, states: torch.Tensor, there: torch.Tensor, mine: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            states = layer(states, there)
        return self.head(norm(states, self.gain).float(), there, mine)

    def adapters(self) -> dict[str, np.ndarray]:
        """As `entailment.py` reads them."""
        found = {}
        for number, layer in enumerate(self.layers, start=self.first):
            for name in ("qkv", "o", "gu", "down"):
                product = getattr(layer, name)
                found[f"{number}.{name}.A"] = product.down.detach().numpy().astype(np.float16)
                found[f"{number}.{name}.B"] = product.up.detach().numpy().astype(np.float16)
        return found | {f"head.{name}": value.detach().numpy().astype(np.float16) for name, value in self.head.named_parameters()}


def train(network: Upper, states: States, given: list[Example], seconds: float) -> None:
    """Train on what is not kept apart, for that time; the rate falls to nothing."""
    learned = [example for example in given if not example.kept]
    head = list(network.head.parameters())
    adapters = [each for name, each in network.named_parameters() if not name.startswith("head.")]
    steps = torch.optim.AdamW(
        [{"params": adapters, "lr": RATES["adapters"]}, {"params": head, "lr": RATES["head"]}], weight_decay=0.01, betas=(0.9, 0.98)
    )
    chance = np.random.default_rng(0)
    started, done, running = time.monotonic(), 0, 0.7
    network.train()
    while True:
        for some in batches(learned, chance, _length, at_once=AT_ONCE, run=AT_ONCE * 20):
            part = (time.monotonic() - started) / seconds
            if part >= 1:
                return
            for group, rate in zip(steps.param_groups, RATES.values(), strict=True):
                group["lr"] = rate * min(1.0, (done + 1) / 60) * max(0.01, 1 - part)
            told = torch.tensor([SMOOTHED + (1 - 2 * SMOOTHED) * example.follows for example in some])
            weights = torch.tensor([example.weight for example in some])
            found = network(*states.batch(some))
            loss = (functional.binary_cross_entropy_with_logits(found, told, reduction="none") * weights).mean()
            steps.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_([*adapters, *head], 1.0)
            steps.step()
            done += 1
            running += 0.02 * (loss.item() - running)
            if done % 50 == 0:
                print(f"{time.monotonic() - started:.0f} s, {done * AT_ONCE} examples of {len(learned)}, loss {running:.3f}", flush=True)


def _length(example: Example) -> float:
    return len(example.claim) * 0.4 + len(example.source)


@torch.no_grad()
def judged(network: Upper, states: States, given: list[Example]) -> tuple[np.ndarray, np.ndarray]:
    """Log odds and truth."""
    network.eval()
    ordered = sorted(given, key=lambda example: len(example.source))
    found = [network(*states.batch(ordered[first : first + AT_ONCE])).numpy() for first in range(0, len(ordered), AT_ONCE)]
    return np.concatenate(found), np.array([example.follows for example in ordered])


if __name__ == "__main__":
    main()
