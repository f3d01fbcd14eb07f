using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Football: a clock that runs up, added time, extra time and shoot-outs where a winner is needed.</summary>
internal sealed class FootballSport : SimulatedSport
{
    private static readonly Format Rules = new() { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 };

    public override string Name => "football";

    public override int Share => 47;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(135);

    // Late kick-off, interruptions, extra time, a long shoot-out.
    public override TimeSpan Longest => TimeSpan.FromHours(6);

    public override int SquadSize => 18;

    public override IReadOnlyList<string> TeamSuffixes { get; } =
        ["United", "Rovers", "Athletic", "City", "Wanderers", "Sporting", "Albion", "Olympic", "Town"];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("northern-league", "Northern League", Knockout: false, Rules),
        new("harbour-cup", "Harbour Cup", Knockout: true, Rules),
        new("coast-division", "Coast Division", Knockout: false, Rules),
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new FootballMatch(match).Play();
}
