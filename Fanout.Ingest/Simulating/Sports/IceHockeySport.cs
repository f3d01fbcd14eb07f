using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Ice hockey: three periods that count down, penalties and power plays, overtime with three a side, shoot-outs.</summary>
internal sealed class IceHockeySport : SimulatedSport
{
    private static readonly Format League = new() { PeriodCount = 3, PeriodMs = 20 * 60_000, ExtraPeriodMs = 5 * 60_000 };

    // A final goes on in whole periods, still three a side, until somebody scores (IIHF Official Rule Book, rule 84).
    private static readonly Format Final = new() { PeriodCount = 3, PeriodMs = 20 * 60_000, ExtraPeriodMs = 20 * 60_000 };

    public override string Name => "ice_hockey";

    public override int Share => 9;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(165);

    // Three hours with overtime and a long shoot-out; a final may go on for as many again.
    public override TimeSpan Longest => TimeSpan.FromHours(9);

    public override int SquadSize => 20;

    public override IReadOnlyList<string> TeamSuffixes { get; } =
        ["Wolverines", "Glaciers", "Blades", "Nordics", "Ravens", "Avalanche", "Timbermen", "Icebreakers"];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("frostline-league", "Frostline League", Knockout: false, League),
        new("polar-trophy", "Polar Trophy", Knockout: true, Final),
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new IceHockeyMatch(match).Play();
}
