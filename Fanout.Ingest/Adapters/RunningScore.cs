using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters;

/// <summary>Which of the two, as the messages spell it.</summary>
internal static class Side
{
    public const string Home = "home";
    public const string Away = "away";

    public static string Of(bool home) => home ? Home : Away;

    public static bool IsHome(string side) => side == Home;
}

/// <summary>The score of a sport that is played in periods, counted goal by goal, and the score update that says where it stands.</summary>
internal sealed class RunningScore(ScoreBasis.Types.Value basis)
{
    private readonly List<PeriodScore> _periods = [];
    private Pair? _afterRegulation;
    private Shootout? _shootout;

    public int Home { get; private set; }

    public int Away { get; private set; }

    public Pair Shootout => new() { Home = _shootout?.Home ?? 0, Away = _shootout?.Away ?? 0 };

    public IReadOnlyList<Kick> Kicks => _shootout is null ? [] : _shootout.Kicks;

    /// <summary>Opens a period at 0–0, unless it is open already.</summary>
    public void Begin(string phase)
    {
        if (!_periods.Exists(period => period.Phase == phase)) _periods.Add(new PeriodScore { Phase = phase });
    }

    /// <summary>Keeps the present score as that after regulation.</summary>
    public void EndRegulation() => _afterRegulation = new Pair { Home = Home, Away = Away };

    public void BeginShootout() => _shootout ??= new Shootout();

    /// <summary>Adds to a side's score, in a period as well when it is open. A negative number takes back.</summary>
    public void Add(bool home, int points, string phase)
    {
        var period = _periods.Find(period => period.Phase == phase);
        if (home)
        {
            Home += points;
            if (period is not null) period.Home += points;
        }
        else
        {
            Away += points;
            if (period is not null) period.Away += points;
        }
    }

    /// <summary>States what an open period brought, where it is known otherwise than by counting; the whole stays.</summary>
    public void Restate(string phase, int home, int away)
    {
        if (_periods.Find(period => period.Phase == phase) is { } period) (period.Home, period.Away) = (home, away);
    }

    /// <summary>States how a shoot-out stands, where its kicks are not known one by one.</summary>
    public void SetShootout(int home, int away)
    {
        BeginShootout();
        (_shootout!.Home, _shootout.Away) = (home, away);
    }

    public void AddKick(bool home, bool scored)
    {
        BeginShootout();
        _shootout!.Kicks.Add(new Kick { Side = Side.Of(home), Scored = scored });
        if (!scored) return;
        if (home) _shootout.Home++;
        else _shootout.Away++;
    }

    /// <summary>The whole score as a message of its own, which later counting leaves alone.</summary>
    public ScoreUpdate ToUpdate()
    {
        var update = new ScoreUpdate
        {
            Home = Home,
            Away = Away,
            Basis = basis,
            AfterRegulation = _afterRegulation?.Clone(),
        };
        if (_shootout is not null)
        {
            update.Shootout =
                new ShootoutUpdate { Home = _shootout.Home, Away = _shootout.Away, Kicks = { _shootout.Kicks } };
        }
        foreach (var period in _periods) update.Periods.Add(period.Clone());
        return update;
    }
}
