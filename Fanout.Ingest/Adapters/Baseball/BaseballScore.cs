using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Baseball;

/// <summary>The running score of a game, inning by inning, and the update that says where it stands.</summary>
internal sealed class BaseballScore
{
    private readonly List<BaseballInning> _innings = [];
    private readonly Pair _hits = new();
    private readonly Pair _errors = new();

    public int Home { get; private set; }

    public int Away { get; private set; }

    public Diamond Diamond { get; } = new();

    /// <summary>0–4.</summary>
    public int Balls { get; private set; }

    /// <summary>0–3.</summary>
    public int Strikes { get; private set; }

    /// <summary>Opens a half-inning at 0 runs, with nobody out and nobody on base.</summary>
    public void Begin(HalfInning half)
    {
        Diamond.Clear();
        Count(0, 0);
        AddRuns(half, 0);
    }

    /// <summary>Adds runs to a half-inning.</summary>
    /// <param name="half">Which, of the side that bats in it.</param>
    /// <param name="runs">How many; below 0 takes back, of the inning at most what it had.</param>
    /// <param name="isOpen">It is being played: without runs too it is no longer absent.</param>
    public void AddRuns(HalfInning half, int runs, bool isOpen = true)
    {
        if (runs == 0 && !isOpen) return;
        while (_innings.Count < half.Inning) _innings.Add(new BaseballInning());
        var inning = _innings[half.Inning - 1];
        if (half.HomeBats)
        {
            Home += runs;
            inning.Home = Math.Max(0, inning.Home + runs);
        }
        else
        {
            Away += runs;
            inning.Away = Math.Max(0, inning.Away + runs);
        }
    }

    public void AddHit(bool home) => Add(_hits, home, 1);

    public void AddErrors(bool home, int errors) => Add(_errors, home, errors);

    public void Count(int balls, int strikes) => (Balls, Strikes) = (balls, strikes);

    /// <summary>All of it, in a message of its own.</summary>
    public ScoreUpdate ToUpdate() => new()
    {
        Home = Home,
        Away = Away,
        Basis = ScoreBasis.Types.Value.Runs,
        Baseball = new BaseballUpdate
        {
            Innings = { _innings.Select(static inning => inning.Clone()) },
            Hits = _hits.Clone(),
            Errors = _errors.Clone(),
            Outs = (uint)Diamond.Outs,
            Balls = (uint)Balls,
            Strikes = (uint)Strikes,
            Bases = new Bases { First = Diamond.IsOccupied(1), Second = Diamond.IsOccupied(2), Third = Diamond.IsOccupied(3) },
        },
    };

    private static void Add(Pair pair, bool home, int count)
    {
        if (home) pair.Home += count;
        else pair.Away += count;
    }
}
