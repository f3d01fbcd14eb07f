using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Basketball: a clock that runs down and stops, four quarters, overtime until there is a winner.</summary>
internal sealed class BasketballSport : SimulatedSport
{
    private static readonly Format Rules = new() { PeriodCount = 4, PeriodMs = 10 * 60_000, ExtraPeriodMs = 5 * 60_000 };

    public override string Name => "basketball";

    public override int Share => 9;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(120);

    public override TimeSpan Longest => TimeSpan.FromHours(6);

    public override int SquadSize => 12;

    public override IReadOnlyList<string> TeamSuffixes { get; } =
        ["Herons", "Comets", "Ironworks", "Tides", "Larks", "Pioneers", "Foxes", "Lanterns", "Mariners"];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("continental-hoops", "Continental Hoops League", Knockout: true, Rules),
        new("riverside-conference", "Riverside Conference", Knockout: true, Rules),
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new BasketballMatch(match).Play();
}
