namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Who of a squad bats next, and who pitches.</summary>
/// <param name="squad">Nine who bat in this order, then the pitchers, who do not.</param>
internal sealed class BaseballTeam(IReadOnlyList<string> squad)
{
    private const int Batters = 9;

    private int _batter = -1;
    private int _pitcher = Batters;

    public string Batter => squad[_batter];

    public string Pitcher => squad[_pitcher];

    public bool HasAnotherPitcher => _pitcher < squad.Count - 1;

    public void NextBatter() => _batter = (_batter + 1) % Batters;

    public void NextPitcher() => _pitcher++;
}
