using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>The score of a cricket match, innings by innings, and who is in the middle.</summary>
internal sealed class CricketBoard
{
    private readonly List<CricketInnings> _innings = [];

    public CricketInnings Current => _innings[^1];

    public bool IsHome => Side.IsHome(Current.Side);

    public string Striker { get; set; } = "";

    public string NonStriker { get; set; } = "";

    public string Bowler { get; set; } = "";

    public void Begin(bool home, bool superOver, CricketTarget? target) =>
        _innings.Add(new CricketInnings { Side = Side.Of(home), SuperOver = superOver, Target = target });

    /// <summary>Runs of a side over all innings; super overs never count.</summary>
    public int Runs(bool home) =>
        _innings.Where(innings => !innings.SuperOver && Side.IsHome(innings.Side) == home).Sum(static innings => innings.Runs);

    public ScoreUpdate ToUpdate() => new()
    {
        Home = Runs(home: true),
        Away = Runs(home: false),
        Basis = ScoreBasis.Types.Value.Runs,
        Cricket = new CricketUpdate
        {
            Innings = { _innings.Select(static innings => innings.Clone()) },
            Striker = Striker,
            NonStriker = NonStriker,
            Bowler = Bowler,
        },
    };
}
