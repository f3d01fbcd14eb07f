using Fanout.Ingest.Adapters;
using Fanout.Protocol.Messages;
using Kind = Fanout.Protocol.Messages.ClockKind.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using State = Fanout.Protocol.Messages.IncidentState.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>One basketball match from its fixture to FINAL, possession by possession (FIBA Official Basketball Rules).</summary>
internal sealed class BasketballMatch(SimulatedMatch match)
{
    // From the fifth team foul of a quarter on, every foul gives two free throws (FIBA, article 41).
    private const int BonusFouls = 5;

    private readonly SimulationRandom _random = match.Random;
    private readonly RunningScore _score = new(ScoreBasis.Types.Value.Points);
    private readonly BasketballUpdate _counts = new() { Fouls = new Pair(), Timeouts = new Pair() };
    private TimeSpan _now;
    private string _phase = "";
    private int _quarter;
    private int _clockMs;
    private bool _homeHasBall;

    public IEnumerable<ScoreEvent> Play()
    {
        yield return match.Announce();
        yield return match.Say(TimeSpan.FromMinutes(-20), MatchStatus.PreMatch);
        _homeHasBall = _random.Chance(500);
        while (_quarter < 4 || _score.Home == _score.Away)
        {
            _quarter++;
            yield return Begin();
            foreach (var told in Quarter()) yield return told;
            if (_quarter < 4 || _score.Home == _score.Away) yield return Pause();
        }

        var end = Stopped();
        end.Status = new StatusUpdate
        {
            Status = MatchStatus.Ended,
            Winner = SimulatedMatch.Leader(_score.Home, _score.Away)!.Value,
            WinMethod = _quarter > 4 ? Way.ExtraTime : Way.Regulation,
            Result = Result.Types.Value.Provisional,
        };
        yield return end;
        yield return match.Confirm(_now);
    }

    private ScoreEvent Begin()
    {
        var overtime = _quarter > 4;
        var length = (int)(overtime ? match.Competition.Format.ExtraPeriodMs : match.Competition.Format.PeriodMs);
        (_phase, _clockMs) = (overtime ? $"OT{_quarter - 4}" : $"Q{_quarter}", length);
        if (_quarter == 5) _score.EndRegulation();
        _score.Begin(_phase);
        // Team fouls start anew in each quarter and go on into overtime; two time-outs in the first half, three in the second, one in overtime.
        if (!overtime) _counts.Fouls = new Pair();
        if (_quarter is 1 or 3 or > 4) _counts.Timeouts = _quarter switch { 1 => Both(2), 3 => Both(3), _ => Both(1) };
        var begin = match.Say(_now, MatchStatus.Live);
        begin.Phase = new PhaseUpdate { Phase = _phase };
        begin.Clock = new ClockUpdate { Kind = Kind.Down, Running = true, ValueMs = (uint)length, PeriodMs = (uint)length };
        begin.Score = ScoreNow();
        return begin;
    }

    private ScoreEvent Pause()
    {
        var pause = Stopped();
        pause.Status = new StatusUpdate { Status = MatchStatus.Break };
        _now += TimeSpan.FromSeconds(_quarter == 2 ? 15 * 60 : 2 * 60) + TimeSpan.FromSeconds(_random.Between(5, 40));
        return pause;
    }

    private ScoreEvent Stopped()
    {
        var stopped = match.At(_now);
        stopped.Clock = Clock(running: false);
        stopped.Score = ScoreNow();
        return stopped;
    }

    private IEnumerable<ScoreEvent> Quarter()
    {
        while (true)
        {
            // A possession takes 7 to 24 seconds, as the shot clock allows.
            var length = _random.Between(7_000, 24_000);
            if (length >= _clockMs)
            {
                Run(_clockMs);
                yield break;
            }

            Run(length);
            foreach (var told in Possession()) yield return told;
        }
    }

    // Of a hundred possessions: 35 twos, 12 threes, 9 shooting fouls, 6 other fouls, 2 time-outs, the rest misses and lost balls.
    private IEnumerable<ScoreEvent> Possession()
    {
        var home = _homeHasBall;
        var draw = _random.Below(100);
        if ((draw -= 2) < 0) return Timeout(home);
        if ((draw -= 6) < 0) return Foul(!home, freeThrows: 0);
        _homeHasBall = !home; // after everything else the ball is the other side's
        if ((draw -= 35) < 0) return Basket(home, 2, "two");
        if ((draw -= 12) < 0) return Basket(home, 3, "three");
        return draw < 9 ? Foul(!home, freeThrows: 2) : [];
    }

    private IEnumerable<ScoreEvent> Basket(bool home, int points, string method)
    {
        _score.Add(home, points, _phase);
        var basket = Scored(home, method);
        var incident = basket.Incident.Id;
        yield return basket;
        // Only a basket on the buzzer is worth a look.
        if (_clockMs > 5_000 || !_random.Chance(600)) yield break;
        foreach (var told in Review(home, points, incident)) yield return told;
    }

    /// <summary>The clock stands while the officials look; a basket that came too late is taken back with its points.</summary>
    private IEnumerable<ScoreEvent> Review(bool home, int points, string incident)
    {
        var review = match.At(_now);
        review.Incident = new IncidentUpdate { Id = incident, State = State.UnderReview, Text = "Basket under review: shot clock" };
        review.Clock = Clock(running: false);
        yield return review;
        Wait(40, 120);
        var outcome = match.At(_now);
        outcome.Clock = Clock(running: true);
        if (_random.Chance(400))
        {
            _score.Add(home, -points, _phase);
            outcome.Void = new VoidUpdate { Incident = incident, Reason = "OFFICIALS" };
            outcome.Score = ScoreNow();
        }
        else
        {
            outcome.Incident = new IncidentUpdate { Id = incident, State = State.Confirmed };
        }

        yield return outcome;
    }

    private IEnumerable<ScoreEvent> Foul(bool home, int freeThrows)
    {
        if (home) _counts.Fouls.Home++;
        else _counts.Fouls.Away++;
        if ((home ? _counts.Fouls.Home : _counts.Fouls.Away) >= BonusFouls) freeThrows = 2;
        var foul = match.At(_now);
        foul.Score = ScoreNow();
        foul.Clock = Clock(running: false);
        yield return foul;
        Wait(20, 35);
        for (; freeThrows > 0; freeThrows--)
        {
            if (_random.Chance(760))
            {
                _score.Add(!home, 1, _phase);
                var thrown = Scored(!home, "free_throw");
                thrown.Clock.Running = false;
                yield return thrown;
            }

            Wait(12, 25);
        }

        yield return Resumed();
    }

    private IEnumerable<ScoreEvent> Timeout(bool home)
    {
        if ((home ? _counts.Timeouts.Home : _counts.Timeouts.Away) == 0) yield break;
        if (home) _counts.Timeouts.Home--;
        else _counts.Timeouts.Away--;
        var timeout = match.At(_now);
        timeout.Incident = Incident("timeout", home);
        timeout.Clock = Clock(running: false);
        timeout.Score = ScoreNow();
        yield return timeout;
        Wait(60, 75);
        yield return Resumed();
    }

    private ScoreEvent Resumed()
    {
        var resumed = match.At(_now);
        resumed.Clock = Clock(running: true);
        return resumed;
    }

    private ScoreEvent Scored(bool home, string method)
    {
        var scored = match.At(_now);
        scored.Incident = Incident("point", home);
        scored.Incident.Method = method;
        scored.Incident.Player = _random.Pick(home ? match.HomeSquad : match.AwaySquad);
        scored.Clock = Clock(running: true);
        scored.Score = ScoreNow();
        return scored;
    }

    private IncidentUpdate Incident(string type, bool home) => new()
    {
        Id = match.NextIncident(),
        Type = type,
        Team = Side.Of(home),
        Phase = _phase,
        Order = _now.TotalSeconds,
    };

    private ScoreUpdate ScoreNow()
    {
        var update = _score.ToUpdate();
        update.Basketball = _counts.Clone();
        update.Basketball.Possession = Side.Of(_homeHasBall);
        return update;
    }

    private ClockUpdate Clock(bool running) => new() { Running = running, ValueMs = (uint)_clockMs };

    private void Run(int milliseconds)
    {
        _clockMs -= milliseconds;
        _now += TimeSpan.FromMilliseconds(milliseconds);
    }

    private void Wait(int secondsMin, int secondsMax) => _now += TimeSpan.FromSeconds(_random.Between(secondsMin, secondsMax));

    private static Pair Both(int count) => new() { Home = count, Away = count };
}
