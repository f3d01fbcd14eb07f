using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Badminton: no clock, games to 21 with two points ahead, singles and doubles, challenges, retirements.</summary>
internal sealed class BadmintonSport : SimulatedSport
{
    private static readonly Format Rules = new() { BestOf = 3, Points = BadmintonScore.Points, PointsCap = BadmintonScore.PointsCap };

    public override string Name => "badminton";

    public override int Share => 5;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(100);

    // Three games that all go to 30–29, with every challenge and injury.
    public override TimeSpan Longest => TimeSpan.FromHours(3);

    public override int SquadSize => 0;

    public override IReadOnlyList<string> TeamSuffixes => [];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("feather-open", "Feather Open, singles", Knockout: true, Rules),
        new("feather-open-doubles", "Feather Open, doubles", Knockout: true, Rules, IsDoubles: true),
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new BadmintonMatch(match).Play();
}
