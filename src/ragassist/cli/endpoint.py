"""`doctor --endpoint`: what the hosted model's endpoint takes and gives, and how its model will be used."""

from __future__ import annotations

import argparse
import dataclasses

from ragassist.cli import output
from ragassist.cli.assistants import assistant
from ragassist.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Probe the endpoint that the settings name, and print what was found; returns 0, for a lack is a finding."""
    from ragassist.models.capabilities import capabilities_of
    from ragassist.models.chat import OpenAIChat
    from ragassist.models.probes import probe, used_as

    with assistant(args) as ours:
        model = ours.model
        if not isinstance(model, OpenAIChat):
            raise UsageError("endpoint.none")
        ours.settings.home.mkdir(parents=True, exist_ok=True)
        probes = []
        if not args.json:
            output.say(f"Endpoint     {model.wire.address.shown}")
        for found in probe(model):
            probes.append(found)
            if not args.json:
                output.say(f"  {'yes' if found.passed else 'no ':3}  {found.name}: {found.found}")
        able, facts = capabilities_of(model, ours.settings), model.facts
        if args.json:
            output.document(
                {
                    "endpoint": model.wire.address.shown,
                    "model": model.name,
                    "probes": [dataclasses.asdict(found) for found in probes],
                    "lacks": list(facts.lacks()),
                    "capabilities": dataclasses.asdict(able) | {"one_prompt": able.one_prompt},
                    "used": used_as(able),
                    "learned": facts.learned,
                }
            )
            return 0
        output.say(f"Model        {model.name}\n             {used_as(able)}")
        output.say("Lacks        " + (", ".join(facts.lacks()) or "nothing that is needed"))
        output.say(f"Learned      {facts.learned or 'nothing'}; kept in {ours.settings.home}. Settings override it: RAGASSIST_CHAT__SIZE.")
    return 0
