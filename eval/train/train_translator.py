#!/usr/bin/env python3
"""Train adapters by which the local tier's small model renders single Chinese sentences in English (a trial: see README.md).

    python eval/train/train_translator.py --minutes 55 --out ADAPTERS.gguf

Needs torch and gguf besides the program (tools of a maker, not of a user), the pinned weights (`ragassist models pull`) and the engine.
The weights are taken as they are deployed, in four and six bits, and stay so; low-rank adapters (Hu et al., "LoRA", 2021) are trained in
the upper layers, on the English alone. A fourteenth of the pairs is kept apart, and its loss printed. Seed 0; how far training gets
in its time depends on the machine.
"""

from __future__ import annotations

import argparse
import json
import math
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader, GGUFWriter
from gguf.quants import dequantize
from network_parts import batches, norm, turned
from torch import nn
from torch.nn import functional
from translator_pairs import asked, pairs

from ragassist.models import weights
from ragassist.models.local import server_of
from ragassist.settings import Settings

LAYERS, HEADS, KEY_HEADS, HEAD, WIDTH = 28, 12, 2, 128, 1536
PLACES = 1e6
"""The base of the angles by which places turn queries and keys."""
RANK, ALPHA, RATE, AT_ONCE = 16, 32.0, 3e-4, 16
KEPT_EVERY, JUDGED = 14, 48
PRODUCTS = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def main() -> None:
    """Read the weights, train, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=55.0)
    parser.add_argument("--layers", type=int, default=14, help="how many upper layers are trained")
    parser.add_argument("--passes", type=float, default=1.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(0)
    settings = Settings()
    examples = numbered(settings)
    kept = examples[::KEPT_EVERY]
    learned = [each for number, each in enumerate(examples) if number % KEPT_EVERY]
    chosen = np.random.default_rng(1).permutation(len(kept))[:JUDGED]
    judged = [kept[number] for number in chosen]
    network = Network(GGUFReader(weights.verified(settings)), LAYERS - options.layers)
    print(
        f"learned from {len(learned)}, kept apart {len(kept)}; loss of {len(judged)} of these before {mean_loss(network, judged):.3f}",
        flush=True,
    )
    train(network, learned, options.minutes * 60, options.passes)
    print(f"loss of {len(judged)} kept apart: {mean_loss(network, judged):.3f}")
    write(network, options.out)


@dataclass(frozen=True, slots=True)
class Example:
    """Numbers of the words that are read, and of those that are written."""

    read: list[int]
    written: list[int]


def numbered(settings: Settings) -> list[Example]:
    """Return the pairs in the numbers of the engine's own tokenizer."""
    server = server_of(weights.verified(settings), settings)

    def numbers(text: str) -> list[int]:
        body = json.dumps({"content": text, "add_special": False, "parse_special": True}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {server.key}"}
        request = urllib.request.Request(server.url.removesuffix("/v1") + "/tokenize", body, headers)  # our own server
        with urllib.request.urlopen(request) as reply:
            return list(json.load(reply)["tokens"])

    return [Example(numbers(asked(pair.given)), numbers(pair.english + "<|im_end|>")) for pair in pairs()]


class Product(nn.Module):
    """A product of the network; with its adapter where it is trained."""

    def __init__(self, tensors: dict[str, torch.Tensor], name: str, trained: bool) -> None:
        super().__init__()
        self.matrix, self.bias = tensors.pop(f"{name}.weight"), tensors.pop(f"{name}.bias", None)
        rows, columns = self.matrix.shape
        self.trained = trained
        if trained:
            self.down = nn.Parameter(torch.randn(columns, RANK) / math.sqrt(columns))
            self.up = nn.Parameter(torch.zeros(RANK, rows))

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        found = functional.linear(given, self.matrix, self.bias)
        return found + given @ self.down.to(given.dtype) @ self.up.to(given.dtype) * (ALPHA / RANK) if self.trained else found


class Layer(nn.Module):
    """One layer of Qwen2."""

    def __init__(self, tensors: dict[str, torch.Tensor], number: int, trained: bool) -> None:
        super().__init__()
        self.products = nn.ModuleDict({name: Product(tensors, f"blk.{number}.{name}", trained) for name in PRODUCTS})
        self.before, self.between = (tensors.pop(f"blk.{number}.{name}_norm.weight") for name in ("attn", "ffn"))

    def forward(self, state: torch.Tensor) -> torch.Tensor:
        texts, tokens, _ = state.shape
        of = self.products
        seen = norm(state, self.before)
        query = turned(of["attn_q"](seen).view(texts, tokens, HEADS, HEAD).transpose(1, 2), PLACES)
        key = turned(of["attn_k"](seen).view(texts, tokens, KEY_HEADS, HEAD).transpose(1, 2), PLACES)
        value = of["attn_v"](seen).view(texts, tokens, KEY_HEADS, HEAD).transpose(1, 2)
        shared = HEADS // KEY_HEADS
        found = functional.scaled_dot_product_attention(
            query, key.repeat_interleave(shared, 1), value.repeat_interleave(shared, 1), is_causal=True
        )
        state = state + of["attn_output"](found.transpose(1, 2).reshape(texts, tokens, WIDTH))
        seen = norm(state, self.between)
        return state + of["ffn_down"](functional.silu(of["ffn_gate"](seen)) * of["ffn_up"](seen))


class Network(nn.Module):
    """The pinned model; its layers from `first` on are trained."""

    def __init__(self, reader: GGUFReader, first: int) -> None:
        super().__init__()
        tensors = {each.name: torch.tensor(dequantize(each.data, each.tensor_type)).bfloat16() for each in reader.tensors}
        self.first = first
        self.layers = nn.ModuleList(Layer(tensors, number, number >= first) for number in range(LAYERS))
        self.words, self.gain = tensors["token_embd.weight"], tensors["output_norm.weight"]
        self.out = tensors.get("output.weight", self.words)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        state = self.words[numbers]
        with torch.no_grad():
            for layer in self.layers[: self.first]:
                state = layer(state)
        for layer in self.layers[self.first :]:
            state = layer(state)
        return norm(state, self.gain)

    def loss(self, some: list[Example]) -> torch.Tensor:
        """Mean loss of a written word."""
        longest = max(len(each.read) + len(each.written) for each in some)
        numbers, told = np.zeros((len(some), longest), np.int64), np.full((len(some), longest), -1, np.int64)
        for row, each in enumerate(some):
            whole = each.read + each.written
            numbers[row, : len(whole)] = whole
            told[row, len(each.read) - 1 : len(whole) - 1] = each.written
        wanted = torch.tensor(told)
        states = self(torch.tensor(numbers))[wanted >= 0]
        return functional.cross_entropy((states @ self.out.T).float(), wanted[wanted >= 0])


@torch.no_grad()
def mean_loss(network: Network, given: list[Example]) -> float:
    """Mean loss over batches."""
    return float(np.mean([network.loss(given[first : first + AT_ONCE]).item() for first in range(0, len(given), AT_ONCE)]))


def train(network: Network, learned: list[Example], seconds: float, passes: float) -> None:
    """Train for so many passes or so long; the rate falls to nothing."""
    adapters = [each for each in network.parameters() if each.requires_grad]
    steps = torch.optim.AdamW(adapters, lr=RATE, weight_decay=0.01, betas=(0.9, 0.98))
    chance = np.random.default_rng(0)
    most, done, started = int(passes * len(learned) / AT_ONCE), 0, time.monotonic()
    while True:
        for some in batches(learned, chance, lambda each: len(each.read) + len(each.written), at_once=AT_ONCE, run=512):
            part = max((time.monotonic() - started) / seconds, done / most)
            if part >= 1:
                return
            for group in steps.param_groups:
                group["lr"] = RATE * min(1.0, (done + 1) / 12) * max(0.02, 1 - part)
            loss = network.loss(some)
            steps.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(adapters, 1.0)
            steps.step()
            done += 1
            if done % 10 == 0:
                print(f"{time.monotonic() - started:.0f} s, step {done} of {most}, loss {loss.item():.3f}", flush=True)


def write(network: Network, path: Path) -> None:
    """Write the adapters as llama.cpp reads them."""
    file = GGUFWriter(path, "qwen2")
    file.add_type("adapter")
    file.add_string("adapter.type", "lora")
    file.add_float32("adapter.lora.alpha", ALPHA)
    file.add_name("ragassist: Chinese sentences in English")
    for number, layer in enumerate(network.layers):
        for name, product in layer.products.items():
            if product.trained:
                for letter, matrix in (("a", product.down), ("b", product.up)):
                    numbers = np.ascontiguousarray(matrix.detach().numpy().T.astype(np.float16))
                    file.add_tensor(f"blk.{number}.{name}.weight.lora_{letter}", numbers)
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()


if __name__ == "__main__":
    main()
