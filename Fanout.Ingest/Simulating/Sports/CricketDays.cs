using System.Globalization;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>Days and sessions of a Test match: ninety overs a day, with lunch after thirty and tea after sixty, as far as rain lets them be bowled.</summary>
internal sealed class CricketDays(SimulatedMatch match, CricketPlay play)
{
    private const int OversOfDay = 90;
    private const int OversOfSession = 30;
    private const int MinutesPerOver = 4;
    private const int RainOversMin = 4;

    private int _overs; // of the day, bowled or lost
    private int _sessions; // of the day, ended

    /// <summary>From 1.</summary>
    public int Day { get; private set; } = 1;

    /// <summary>Time is up.</summary>
    public bool AreOver { get; private set; }

    public void Over() => _overs++;

    /// <summary>Changing sides costs two overs.</summary>
    public void ChangeInnings() => _overs += 2;

    /// <summary>What comes before the next over: rain, a meal, the night, the end.</summary>
    public IEnumerable<ScoreEvent> BeforeOver()
    {
        if (_overs < OversOfDay - RainOversMin && match.Random.Chance(3))
        {
            foreach (var told in Rain()) yield return told;
        }

        if (_overs < (_sessions + 1) * OversOfSession) yield break;
        _sessions = Math.Min(_overs, OversOfDay) / OversOfSession;
        if (_overs < OversOfDay)
        {
            yield return Stop(MatchStatus.Break, _sessions == 1 ? "LUNCH" : "TEA");
            play.Pass(TimeSpan.FromMinutes(_sessions == 1 ? 40 : 20));
        }
        else if (Day == CricketTest.Days)
        {
            AreOver = true;
            yield break;
        }
        else
        {
            var stumps = Stop(MatchStatus.Break, "STUMPS");
            stumps.Incident = play.Words("comment", string.Create(CultureInfo.InvariantCulture, $"Stumps, day {Day}: {play.Standing()}"));
            yield return stumps;
            (_overs, _sessions) = (0, 0);
            play.Pass(TimeSpan.FromDays(Day++) - play.Now); // every day begins at the same hour
        }

        yield return GoOn();
    }

    private IEnumerable<ScoreEvent> Rain()
    {
        yield return Stop(MatchStatus.Interrupted, "RAIN");
        var lost = Math.Min(match.Random.Between(RainOversMin, 45), OversOfDay - _overs);
        play.Pass(TimeSpan.FromMinutes(lost * MinutesPerOver));
        _overs += lost;
        if (_overs < (_sessions + 1) * OversOfSession) yield return GoOn(); // else the next break has come
    }

    private ScoreEvent Stop(MatchStatus status, string phase)
    {
        var stop = match.Say(play.Now, status, status == MatchStatus.Interrupted ? phase : "");
        stop.Phase = new PhaseUpdate { Phase = phase };
        return stop;
    }

    private ScoreEvent GoOn()
    {
        var resumed = match.Say(play.Now, MatchStatus.Live);
        resumed.Phase = new PhaseUpdate { Phase = play.Phase };
        return resumed;
    }
}
