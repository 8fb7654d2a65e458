"""The three sample bases: what stands there, what is measured and which questions they were run for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from partnership.samples.world import World, both
from pilots.models import Campaign, PilotBase, ProcessUnit, Series, Variable
from pilots.samples.base_specs import SPECS, Spec

HOUR = 3_600
DAY = 24 * HOUR
POINTS = {
    "Q influent": "", "COD influent": "", "TN influent": "", "NH4-N influent": "",
    "T reactor": "R1", "pH reactor": "R1", "DO reactor": "R1",
    "COD effluent": "", "TN effluent": "", "NH4-N effluent": "", "NO3-N effluent": "", "POWER power": "",
}  # fmt: skip
# What the bases of a further set measure, once a day: enough for every figure, few enough rows at any scale.
FEW_POINTS = ("Q influent", "TN influent", "NH4-N influent", "TN effluent", "NH4-N effluent")


@dataclass(frozen=True, slots=True)
class LoadedBase:
    """A stored base with its series by "variable point"."""

    spec: Spec
    base: PilotBase
    series: dict[str, Series]


def load_bases(world: World) -> list[LoadedBase]:
    """Bases with units, series and campaigns; `world.others["bases"]` is then the list of bases."""
    bases = [_base(world, place, spec) for place, spec in enumerate(SPECS)]
    world.store(bases)
    world.others["bases"] = bases
    units = [_unit(base, row) for base, spec in zip(bases, SPECS, strict=True) for row in spec.units]
    world.store(units)
    by_code = {(unit.base_id, unit.code): unit for unit in units}
    variables = {one.code: one for one in Variable.objects.all()}
    loaded = [
        LoadedBase(spec, base, _series(world, base, by_code, variables))
        for base, spec in zip(bases, SPECS, strict=True)
    ]
    world.store([one for each in loaded for one in each.series.values()])
    world.store([_campaign(world, each.base, row) for each in loaded for row in each.spec.campaigns])
    return loaded


def _base(world: World, place: int, spec: Spec) -> PilotBase:
    return PilotBase(
        name_zh=spec.chinese + world.mark,
        name_en=spec.english + world.mark,
        place=both(*spec.place),
        operator=(world.bewg, world.bewg, world.but)[place],
        manager=world.person(("BEWG", "BEWG", "BUT")[place], 6),
        design_flow_m3_d=Decimal(spec.design_flow),
        starts_on=world.months(spec.starts),
        summary=both(*spec.summary),
    )


def _unit(base: PilotBase, row: tuple[str, str, str, str, str]) -> ProcessUnit:
    code, kind, chinese, english, volume = row
    return ProcessUnit(
        base=base, code=code, kind=kind, name_zh=chinese, name_en=english, volume_m3=Decimal(volume),
        starts_on=base.starts_on,
    )  # fmt: skip


def _series(
    world: World, base: PilotBase, units: dict[tuple[int, str], ProcessUnit], variables: dict[str, Variable]
) -> dict[str, Series]:
    names = POINTS if world.is_first else FEW_POINTS
    return {
        name: Series(
            base=base,
            unit=units.get((base.pk, POINTS[name])),
            variable=variables[name.split()[0]],
            point=name.split()[1],
            interval_seconds=HOUR if world.is_first else DAY,
        )
        for name in names
    }


def _campaign(world: World, base: PilotBase, row: tuple[str, int, int | None, str, str]) -> Campaign:
    project, starts, ends, title, aim = row
    return Campaign(
        base=base,
        project=world.others["projects"][project],
        title=title,
        aim=aim,
        starts_on=world.months(starts),
        ends_on=None if ends is None else world.months(ends),
    )
