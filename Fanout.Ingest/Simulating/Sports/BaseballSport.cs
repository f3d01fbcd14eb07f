using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Baseball: no clock, nine innings and more, a bottom half that is not always played, rain that shortens or suspends.</summary>
internal sealed class BaseballSport : SimulatedSport
{
    /// <summary>From the tenth inning on each half begins with a runner on second base.</summary>
    public const string WithRunner = "seaboard-league";

    private static readonly Format Rules = new() { RegulationInnings = BaseballGame.Regulation };

    public override string Name => "baseball";

    public override int Share => 6;

    public override TimeSpan Cycle => TimeSpan.FromMinutes(200);

    // Extra innings and rain, and the rest of a suspended game on the next day.
    public override TimeSpan Longest => TimeSpan.FromHours(36);

    // Of a suspended game nobody plays another before it is over.
    public override int Turns => 12;

    // Nine bat, seven pitch.
    public override int SquadSize => 16;

    public override IReadOnlyList<string> TeamSuffixes { get; } =
        ["Pelicans", "Millers", "Anglers", "Captains", "Robins", "Keystones", "Chargers", "Drifters", "Barons"];

    public override IReadOnlyList<SimulatedCompetition> Competitions { get; } =
    [
        new(WithRunner, "Seaboard League", Knockout: true, Rules),
        new("inland-circuit", "Inland Circuit", Knockout: false, Rules), // a tie stands after the twelfth inning
    ];

    public override IEnumerable<ScoreEvent> Play(SimulatedMatch match) => new BaseballGame(match).Play();
}
