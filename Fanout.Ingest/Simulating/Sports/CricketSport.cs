using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Cricket: matches of 20 and of 50 overs a side with rain and revised targets, super overs, and Tests of five days.</summary>
internal sealed class CricketSport : SimulatedSport
{
    public override string Name => "cricket";

    public override int Share => 9;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(240);

    // Three and a half hours, super overs, and as much rain again.
    public override TimeSpan Longest => TimeSpan.FromHours(10);

    public override int Turns => 4;

    public override int SquadSize => 11;

    public override IReadOnlyList<string> TeamSuffixes { get; } =
        ["Falcons", "Monsoons", "Royals", "Panthers", "Kites", "Sunbirds", "Stags", "Chargers"];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new("twilight-twenty20", "Twilight Twenty20", Knockout: true, Overs(20)), // a tie goes on in super overs
        new("isles-one-day-cup", "Isles One-Day Cup", Knockout: false, Overs(50))
        {
            Cycle = TimeSpan.FromHours(9),
            Longest = TimeSpan.FromHours(15),
        },
        new("harvest-tests", "Harvest Tests", Knockout: false, new Format { Days = CricketTest.Days, BallsPerOver = CricketPlay.BallsPerOver })
        {
            Cycle = TimeSpan.FromDays(6),
            Longest = TimeSpan.FromDays(5),
        },
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => match.Competition.Format.Days > 0
        ? new CricketTest(match).Play()
        : new CricketLimited(match).Play();

    private static Format Overs(uint overs) => new() { Overs = overs, BallsPerOver = CricketPlay.BallsPerOver };
}
