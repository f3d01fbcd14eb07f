namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Who of a squad is on the field, booked, or still to come on.</summary>
/// <param name="squad">The first eleven start; the first of them and the first of the others are goalkeepers.</param>
internal sealed class FootballTeam(IReadOnlyList<string> squad, int substitutionsMax)
{
    // Fewer than seven players end a match (Laws of the Game, law 3).
    private const int PlayersMin = 7;

    private readonly List<string> _field = [.. squad.Take(FootballPlay.Eleven)];
    private readonly Queue<string> _bench = new(squad.Skip(FootballPlay.Eleven + 1));
    private readonly HashSet<string> _booked = [];
    private int _substitutions;

    /// <summary>Anybody but the goalkeeper.</summary>
    public string Any(SimulationRandom random) => _field[random.Between(1, _field.Count - 1)];

    /// <summary>Anybody but the goalkeeper, and rather somebody in front.</summary>
    public string Scorer(SimulationRandom random) => _field[Math.Max(random.Between(1, _field.Count - 1), random.Between(1, _field.Count - 1))];

    /// <summary>The taker of the n-th kick of a shoot-out, counted over both sides.</summary>
    public string Kicker(int number) => _field[_field.Count - 1 - ((number - 1) / 2 % _field.Count)];

    /// <summary>Takes note of a yellow card; true when it is the player's second.</summary>
    public bool Book(string player) => !_booked.Add(player);

    /// <summary>One more sent off would not end the match.</summary>
    public bool MayLoseOne => _field.Count > PlayersMin;

    public void SendOff(string player) => _field.Remove(player);

    /// <summary>Who comes on for a player; <see langword="null"/> when nobody may.</summary>
    public string? Replace(string player)
    {
        if (_substitutions == substitutionsMax || !_bench.TryDequeue(out var on)) return null;
        _substitutions++;
        _field[_field.IndexOf(player)] = on;
        return on;
    }
}
