"""Sample agreements of eight years: two frameworks, what hangs under them, what is owed and what is paid."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnership.models import Agreement, AgreementParty, Obligation, Payment
from partnership.samples.agreement_specs import DUE, LATE, QUIET, SPECS, USUAL, Spec
from partnership.samples.world import World, both

Kind = Agreement.Kind
Part = AgreementParty.Part
TEN_THOUSAND = 10_000


PARTS = {
    Kind.FRAMEWORK: (Part.COOPERATOR, Part.COOPERATOR),
    Kind.NDA: (Part.COOPERATOR, Part.COOPERATOR),
    Kind.COOPERATIVE_DEVELOPMENT: (Part.COOPERATOR, Part.COOPERATOR),
    Kind.AMENDMENT: (Part.COOPERATOR, Part.COOPERATOR),
    Kind.PATENT_LICENCE: (Part.LICENSEE, Part.LICENSOR),
    Kind.KNOW_HOW_LICENCE: (Part.LICENSEE, Part.LICENSOR),
}


def load_agreements(world: World) -> None:
    """All agreements of a set, one after the other since each may hang under an earlier one."""
    for place, spec in enumerate(SPECS, start=1):
        agreement = _agreement(world, spec, place)
        world.store([agreement])
        world.agreements[spec.key] = agreement
        directions = [world.directions[f"D-2020-{end}"] for end in spec.directions]
        agreement.directions.set(directions)
    specs = [spec for spec in SPECS if spec.signed is not None]
    world.store([part for spec in SPECS for part in _parties(world, spec)])
    world.store([one for spec in specs for one in _usual_obligations(world, spec)] + _due_obligations(world))
    world.store([one for spec in SPECS for one in _payments(world, spec)])


def _agreement(world: World, spec: Spec, place: int) -> Agreement:
    signed = None if spec.signed is None else world.months(spec.signed)
    number = "" if signed is None else f"样例-{signed.year}-{world.number:03d}-{place:02d}"
    return Agreement(
        kind=spec.kind,
        name_zh=spec.chinese + world.mark,
        name_en=spec.english + world.mark,
        number=number,
        parent=world.agreements.get(spec.under),
        signed_on=signed,
        effective_on=None if signed is None else signed + dt.timedelta(days=7),
        ends_on=None if spec.end is None else world.days(spec.end),
        terminated_on=None if spec.terminated is None else world.days(spec.terminated),
        notice_days=spec.notice,
        amount=spec.amount * TEN_THOUSAND or None,
        private_to=world.party(spec.private_to) if spec.private_to else None,
        remarks=spec.remarks,
    )


def _parties(world: World, spec: Spec) -> list[AgreementParty]:
    agreement = world.agreements[spec.key]
    parts = PARTS.get(spec.kind, (Part.CLIENT, Part.DEVELOPER))
    both_parties = zip((world.bewg, world.but), parts, strict=True)
    return [
        AgreementParty(agreement=agreement, organisation=party, part=part)
        for party, part in both_parties
        if not spec.private_to or party.code == spec.private_to
    ]


def _usual_obligations(world: World, spec: Spec) -> list[Obligation]:
    """What such a contract obliges to, spread over its term."""
    agreement = world.agreements[spec.key]
    if not (agreement.amount and agreement.effective_on and agreement.ends_on):
        return []
    days = (agreement.ends_on - agreement.effective_on).days
    offsets = [(agreement.effective_on - world.day).days + int(days * share) for share, *_ in USUAL]
    return [
        _obligation(world, spec.key, chinese, english, spec.private_to or party, offset)
        for offset, (_, chinese, english, party) in zip(offsets, USUAL, strict=True)
        if not QUIET[0] < offset < QUIET[1] and (spec.terminated is None or offset < spec.terminated)
    ]


def _due_obligations(world: World) -> list[Obligation]:
    return [_obligation(world, *row, is_late=row[-1] in LATE) for row in DUE]


def _obligation(
    world: World, key: str, chinese: str, english: str, party: str, offset: int, *, is_late: bool = False
) -> Obligation:
    is_done = offset < 0 and not is_late
    return Obligation(
        agreement=world.agreements[key],
        title=both(chinese, english),
        organisation=world.party(party),
        owner=world.person(party, offset % 6),
        due_on=world.days(offset),
        done_on=world.days(min(offset + world.random.randrange(-9, 4), -1)) if is_done else None,
    )


def _payments(world: World, spec: Spec) -> list[Payment]:
    return [
        _payment(world, spec, place, share, offset) for place, (share, offset) in enumerate(spec.instalments, start=1)
    ]


def _payment(world: World, spec: Spec, place: int, share: int, offset: int) -> Payment:
    """An instalment; those due more than 45 days ago have come, a few weeks after the day."""
    amount = Decimal(spec.amount * TEN_THOUSAND * share) / 100
    has_come = offset < -45
    received_on = world.days(min(offset + world.random.randrange(4, 36), -2))
    payee = world.owners["S-DESIGN"] if spec.private_to else world.but
    return Payment(
        agreement=world.agreements[spec.key],
        title=both(f"第{place}期付款", f"Instalment {place}"),
        payer=world.party(spec.private_to) if spec.private_to else world.bewg,
        payee=payee,
        owner=world.person(spec.private_to or "BEWG", place % 3),
        planned_amount=amount,
        due_on=world.days(offset),
        received_amount=amount if has_come else None,
        received_on=received_on if has_come else None,
    )
