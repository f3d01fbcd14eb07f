using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Tennis: no clock, a score of three levels, rain, retirements and walkovers.</summary>
internal sealed class TennisSport : SimulatedSport
{
    public override string Name => "tennis";

    public override int Share => 15;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(150);

    // Five long sets and hours of rain.
    public override TimeSpan Longest => TimeSpan.FromHours(9);

    public override int SquadSize => 0;

    public override IReadOnlyList<string> TeamSuffixes => [];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("lakeside-open", "Lakeside Open", Knockout: true, Rules(bestOf: 3)),
        new("meridian-masters", "Meridian Masters", Knockout: true, Rules(bestOf: 3)),
        new("summit-championships", "Summit Championships", Knockout: true, Rules(bestOf: 5)),
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new TennisMatch(match).Play();

    private static Format Rules(uint bestOf) => new()
    {
        BestOf = bestOf,
        TieBreakAt = 6,
        TieBreakTo = 7,
        FinalSet = FinalSet.Types.Value.TieBreak,
    };
}
