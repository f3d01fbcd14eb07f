using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Cricsheet;

/// <summary>Keeps the score of a match, innings by innings.</summary>
internal sealed class CricsheetScore
{
    private const uint WicketsMax = 10;

    private readonly List<CricketInnings> _innings = [];

    /// <summary>The innings that is being played.</summary>
    public CricketInnings Current => _innings[^1];

    public IReadOnlyList<CricketInnings> Innings => _innings;

    public void Begin(CricsheetInnings innings, bool home) => _innings.Add(new CricketInnings
    {
        Side = Side.Of(home),
        Runs = innings.RunsBefore,
        SuperOver = innings.IsSuperOver,
        Target = innings.Target?.Clone(),
    });

    /// <summary>Adds runs and the ball of a delivery.</summary>
    public void Add(CricsheetDelivery delivery)
    {
        Current.Runs += delivery.TotalRuns;
        if (delivery.IsLegal) Current.Balls++;
    }

    /// <summary>Adds a wicket; <see langword="false"/>: ten have fallen already.</summary>
    public bool TryAddWicket()
    {
        if (Current.Wickets >= WicketsMax) return false;
        Current.Wickets++;
        return true;
    }

    /// <summary>Runs of a side over all innings; super overs never count.</summary>
    public int Runs(bool home) => _innings.Where(innings => !innings.SuperOver && Side.IsHome(innings.Side) == home).Sum(static innings => innings.Runs);

    public ScoreUpdate ToUpdate(CricsheetDelivery? delivery)
    {
        var cricket = new CricketUpdate();
        foreach (var innings in _innings) cricket.Innings.Add(innings.Clone());
        if (delivery is not null)
        {
            cricket.Striker = delivery.Batter;
            cricket.NonStriker = delivery.NonStriker;
            cricket.Bowler = delivery.Bowler;
        }

        return new ScoreUpdate { Home = Runs(home: true), Away = Runs(home: false), Basis = ScoreBasis.Types.Value.Runs, Cricket = cricket };
    }
}
