using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>How many overs the sides of a match of limited overs have, what rain took of them, and what the second side has to make for it.</summary>
/// <param name="whole">Overs a side of a match without rain.</param>
internal sealed class CricketOvers(int whole)
{
    // A few minutes cost nothing: breaks are shortened, and play goes on longer.
    private const int MinutesFree = 15;
    private const int MinutesPerOver = 4;

    private int _overs = whole;
    private int _firstLost; // resources
    private int _secondLost;
    private int _firstRuns;
    private int _secondBalls = whole * CricketPlay.BallsPerOver; // with which it began

    public int Whole { get; } = whole;

    /// <summary>Legal balls of the innings that is played.</summary>
    public int BallsMax => _overs * CricketPlay.BallsPerOver;

    public bool IsRevised { get; private set; }

    // Fewer than five overs, or twenty of fifty, for the second side are no match.
    private int OversMin => Whole <= 20 ? 5 : 20;

    private int BallsOfWhole => Whole * CricketPlay.BallsPerOver;

    private int ResourcesOfFirst => CricketPar.Whole - _firstLost;

    private int ResourcesOfSecond => Resources(_secondBalls, 0) - _secondLost;

    /// <summary>The first side is through; the second has as many overs as it had at the end.</summary>
    public void EndFirst(int runs) => (_firstRuns, _secondBalls) = (runs, BallsMax);

    /// <summary>What the second side has to make, in all the balls that it has.</summary>
    public CricketTarget Target() => new()
    {
        Runs = CricketPar.Par(_firstRuns, ResourcesOfFirst, ResourcesOfSecond) + 1,
        Balls = (uint)BallsMax,
    };

    /// <summary>Takes the overs that rain costs; <see langword="false"/>: play does not go on.</summary>
    /// <param name="innings">1 or 2.</param>
    /// <param name="minutes">How long it rained.</param>
    /// <param name="balls">Bowled in the innings.</param>
    /// <param name="wickets">That fell in it.</param>
    public bool TryLose(int innings, int minutes, int balls, int wickets)
    {
        var lost = Math.Max(0, minutes - MinutesFree) / MinutesPerOver;
        if (innings == 1) lost = (lost + 1) / 2;
        if (lost == 0) return true;
        var overs = Math.Max(balls / CricketPlay.BallsPerOver, _overs - lost);
        if (overs < OversMin || (innings == 2 && overs * CricketPlay.BallsPerOver <= balls)) return false;
        var left = BallsMax - balls;
        _overs = overs;
        IsRevised = true;
        var resources = Resources(left, wickets) - Resources(BallsMax - balls, wickets);
        if (innings == 1) _firstLost += resources;
        else _secondLost += resources;
        return true;
    }

    /// <summary>Whether the second side has had enough overs for a result.</summary>
    /// <param name="balls">Bowled in its innings.</param>
    public bool IsEnough(int balls) => _firstRuns > 0 && balls >= OversMin * CricketPlay.BallsPerOver;

    /// <summary>What the second side has to exceed when play ends where it stands.</summary>
    public int ParNow(int balls, int wickets) =>
        CricketPar.Par(_firstRuns, ResourcesOfFirst, ResourcesOfSecond - Resources(BallsMax - balls, wickets));

    private int Resources(int balls, int wickets) => CricketPar.Resources(balls, wickets, BallsOfWhole);
}
