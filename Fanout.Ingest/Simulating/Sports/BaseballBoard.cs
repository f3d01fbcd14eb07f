using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>What the scoreboard of a baseball game shows: runs by inning, hits, errors, and how the half-inning stands.</summary>
internal sealed class BaseballBoard
{
    public const int OutsMax = 3;

    private readonly List<BaseballInning> _innings = [];
    private readonly Pair _hits = new();
    private readonly Pair _errors = new();
    private bool _first;
    private bool _second;
    private bool _third;

    public HalfInning Half { get; private set; }

    public int Home { get; private set; }

    public int Away { get; private set; }

    public int Outs { get; private set; }

    public int Balls { get; private set; }

    public int Strikes { get; private set; }

    public bool IsHalfOver => Outs == OutsMax || IsWalkOff;

    /// <summary>The side that bats last leads in its last inning or a later one, and need not go on.</summary>
    public bool IsWalkOff => Half is { Bottom: true, Inning: >= BaseballGame.Regulation } && Home > Away;

    public bool HasRunner => _first || _second || _third;

    public bool HasRunnerOnFirst => _first;

    public bool HasRunnerOnThird => _third;

    /// <summary>Runs of the half-inning.</summary>
    public int RunsOfHalf => Half.HomeBats ? _innings[^1].Home : _innings[^1].Away;

    /// <summary>Opens a half-inning; from now on it is no longer absent.</summary>
    public void Begin(HalfInning half, bool runnerOnSecond)
    {
        Half = half;
        (Outs, _first, _second, _third) = (0, false, runnerOnSecond, false);
        NextBatter();
        if (!half.Bottom) _innings.Add(new BaseballInning());
        AddRuns(0);
    }

    public void NextBatter() => (Balls, Strikes) = (0, 0);

    public void Ball() => Balls++;

    public void Strike() => Strikes++;

    public void Out(int count = 1)
    {
        Outs = Math.Min(OutsMax, Outs + count);
        if (Outs == OutsMax) (_first, _second, _third) = (false, false, false);
    }

    public void Hit(int more = 1) => Add(_hits, Half.HomeBats, more);

    /// <summary>Of the side in the field.</summary>
    public void Error() => Add(_errors, !Half.HomeBats, 1);

    /// <summary>Adds runs to the half-inning; below 0 takes back.</summary>
    public void AddRuns(int runs)
    {
        if (Half.HomeBats) _innings[^1].Home += runs;
        else _innings[^1].Away += runs;
        if (Half.HomeBats) Home += runs;
        else Away += runs;
    }

    /// <summary>The batter takes first, and only runners who must go on do. Returns how many scored.</summary>
    public int Walk()
    {
        var scored = _first && _second && _third ? 1 : 0;
        (_first, _second, _third) = (true, _second || _first, _third || (_first && _second));
        return scored;
    }

    /// <summary>Every runner goes on by one base, without the batter.</summary>
    public int Advance()
    {
        var scored = _third ? 1 : 0;
        (_first, _second, _third) = (false, _first, _second);
        return scored;
    }

    /// <summary>The batter reaches first. <paramref name="isLong"/>: a runner on second scores, too.</summary>
    public int Single(bool isLong)
    {
        var scored = (_third ? 1 : 0) + (_second && isLong ? 1 : 0);
        (_first, _second, _third) = (true, _first, _second && !isLong);
        return scored;
    }

    /// <summary>The batter reaches second. <paramref name="isLong"/>: a runner on first scores, too.</summary>
    public int Double(bool isLong)
    {
        var scored = (_third ? 1 : 0) + (_second ? 1 : 0) + (_first && isLong ? 1 : 0);
        (_first, _second, _third) = (false, true, _first && !isLong);
        return scored;
    }

    /// <summary>Everybody scores but the batter, who stands on third.</summary>
    public int Triple()
    {
        var scored = Runners;
        (_first, _second, _third) = (false, false, true);
        return scored;
    }

    /// <summary>Everybody scores.</summary>
    public int HomeRun()
    {
        var scored = Runners + 1;
        (_first, _second, _third) = (false, false, false);
        return scored;
    }

    /// <summary>Batter and the runner on first are out, the others go on. Nobody scores when that is the third out.</summary>
    public int DoublePlay()
    {
        var scored = _third && Outs == 0 ? 1 : 0;
        (_first, _second, _third) = (false, false, _second);
        Out(2);
        return scored;
    }

    /// <summary>A ball in the air that is caught far enough out for the runner on third to score.</summary>
    public int SacrificeFly()
    {
        _third = false;
        Out();
        return 1;
    }

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
            Outs = (uint)Outs,
            Balls = (uint)Balls,
            Strikes = (uint)Strikes,
            Bases = new Bases { First = _first, Second = _second, Third = _third },
        },
    };

    private int Runners => (_first ? 1 : 0) + (_second ? 1 : 0) + (_third ? 1 : 0);

    private static void Add(Pair pair, bool home, int more)
    {
        if (home) pair.Home += more;
        else pair.Away += more;
    }
}
