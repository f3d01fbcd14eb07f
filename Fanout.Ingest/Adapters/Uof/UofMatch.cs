using System.Globalization;
using System.Xml.Linq;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Uof;

/// <summary>
/// One match of the stream: what the newest message said of it, and the events for what the next one says otherwise. A message that is older
/// than the newest was overtaken and says nothing any more.
/// </summary>
internal sealed class UofMatch(string id)
{
    // A clock that is told every few seconds need not be told again; it is out of step when it differs by more than it is rounded.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(2);

    private readonly UofIncidents _incidents = new(id);
    private Fixture? _fixture;
    private Fixture? _toldFixture;
    private UofStatus? _status;
    private ScoreUpdate? _score;
    private FootballPeriod? _period;
    private Coverage.Types.Value _coverage;
    private (TimeSpan Shown, DateTimeOffset At, bool Running)? _clock;
    private DateTimeOffset _newest = DateTimeOffset.MinValue;
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>The producer of the newest message.</summary>
    public long Product { get; private set; }

    /// <summary>It is being played, so that silence matters.</summary>
    public bool IsInPlay => _status?.Status is MatchStatus.Live or MatchStatus.Break or MatchStatus.Interrupted;

    /// <summary>Takes note of the setting; tells it where the match is known already.</summary>
    public IEnumerable<ScoreEvent> Take(Fixture fixture, DateTimeOffset? at)
    {
        if (_fixture is null) _fixture = fixture;
        else _fixture.MergeFrom(fixture);
        if (_toldFixture is null || _fixture.Equals(_toldFixture)) yield break;
        yield return TellFixture(at ?? _at);
    }

    /// <summary>Tells a state that only a fixture change speaks of.</summary>
    public IEnumerable<ScoreEvent> Cancel(DateTimeOffset at)
    {
        if (_toldFixture is not null) yield return Sign("cancelled", new ScoreEvent { Status = new StatusUpdate { Status = MatchStatus.Cancelled } }, at);
    }

    /// <summary>Tells what a message says otherwise than the ones before it.</summary>
    public IEnumerable<ScoreEvent> Take(XElement xml, long product, DateTimeOffset time, Action<string> unreadable)
    {
        if (time < _newest) yield break;
        (_newest, Product) = (time, product);
        var now = UofStatus.Read(xml, unreadable);
        if (_toldFixture is null) yield return TellFixture(time);
        if (now.Period is not null) _period = now.Period;
        var state = StateOf(now, time);
        var isPlay = now.Status is MatchStatus.Live;
        if (isPlay && state is not null) yield return Sign("state", state, time);
        foreach (var (what, told) in ScoreChanges(now)) yield return Sign(what, told, time);
        foreach (var (what, told) in _incidents.Cards(now, _period, time)) yield return Sign(what, told, time);
        if (!isPlay && state is not null) yield return Sign("state", state, time);
        if (NumbersOf(now) is { } numbers) yield return Sign("numbers", numbers, time);
        if (SetCoverage(now.IsUnwatched ? Coverage.Types.Value.Stopped : Watched) is { } coverage) yield return Sign("coverage", coverage, time);
        (_status, _score) = (now, now.Score ?? _score);
    }

    /// <summary>The stream is alive.</summary>
    public ScoreEvent Beat(DateTimeOffset time) => Sign("alive", new ScoreEvent { Heartbeat = new Heartbeat() }, time);

    /// <summary>Messages were lost; what is known is that of the last one.</summary>
    public ScoreEvent? Lose() => SetCoverage(Coverage.Types.Value.Delayed) is { } lost ? Sign("lost", lost, _at) : null;

    /// <summary>What was lost has been told.</summary>
    public ScoreEvent? Recover(DateTimeOffset time) =>
        _coverage == Coverage.Types.Value.Delayed && SetCoverage(Coverage.Types.Value.Full) is { } full ? Sign("recovered", full, time) : null;

    private ScoreEvent TellFixture(DateTimeOffset at)
    {
        _toldFixture = (_fixture ?? new Fixture()).Clone();
        _toldFixture.Sport = "football";
        _toldFixture.Format = new Format { PeriodCount = 2, PeriodMs = 45 * 60_000, ExtraPeriodMs = 15 * 60_000 };
        _fixture = _toldFixture.Clone();
        return Sign("fixture", new ScoreEvent { Fixture = _toldFixture.Clone() }, at);
    }

    /// <summary>Status, phase and clock where they changed; <see langword="null"/>: they did not.</summary>
    private ScoreEvent? StateOf(UofStatus now, DateTimeOffset time)
    {
        var state = new ScoreEvent();
        var isOver = now.Status is MatchStatus.Ended or MatchStatus.Final;
        if (now.Status != MatchStatus.Unspecified && now.Status != _status?.Status)
            state.Status = isOver && now.Score is not null ? now.Outcome() : new StatusUpdate { Status = now.Status };
        if (now.Phase.Length > 0 && now.Phase != _status?.Phase) state.Phase = new PhaseUpdate { Phase = now.Phase };
        if (ClockOf(now, state.Phase is not null, time) is { } clock) state.Clock = clock;
        var isNews = _score is null || state.Status is not null || state.Phase is not null;
        if (now.Score is not null && isNews && !IsGoal(now.Score)) state.Score = now.Score.Clone();
        return state.CalculateSize() == 0 ? null : state;
    }

    // A goal is told by itself, before or after the state: the score of the state is then that before or after it.
    private bool IsGoal(ScoreUpdate now) => _score is not null
        && (now.Home, now.Away, now.Shootout?.Home ?? 0, now.Shootout?.Away ?? 0)
            != (_score.Home, _score.Away, _score.Shootout?.Home ?? 0, _score.Shootout?.Away ?? 0);

    private ClockUpdate? ClockOf(UofStatus now, bool isNewPhase, DateTimeOffset time)
    {
        var isRunning = now is { Status: MatchStatus.Live, Clock.IsStopped: false } && now.Period != FootballPeriod.Shootout;
        if (now.Clock is not { } clock)
        {
            var isPlayed = now.Status == MatchStatus.Live && now.Period != FootballPeriod.Shootout;
            if (isPlayed || now.Status == MatchStatus.Unspecified || _clock is not { Running: true }) return null;
            _clock = (_clock.Value.Shown + (time - _clock.Value.At), time, false);
            return new ClockUpdate { Running = false };
        }

        var expected = _clock is { } known ? known.Shown + (known.Running ? time - known.At : TimeSpan.Zero) : TimeSpan.MinValue;
        var isInStep = _clock is { } told && told.Running == isRunning && (clock.Shown - expected).Duration() < ClockSlack;
        if (isInStep && !isNewPhase)
        {
            var isAnnounced = clock.AddedMinutes > (_status?.Clock?.AddedMinutes ?? 0);
            return isAnnounced ? new ClockUpdate { AddedMinutes = clock.AddedMinutes } : null;
        }

        _clock = (clock.Shown, time, isRunning);
        return new ClockUpdate
        {
            Kind = ClockKind.Types.Value.Up,
            Running = isRunning,
            ValueMs = (uint)clock.Shown.TotalMilliseconds,
            PeriodMs = (uint)(now.Period?.Seconds ?? 0) * 1000,
            AddedMinutes = clock.AddedMinutes,
        };
    }

    private IEnumerable<(string What, ScoreEvent Event)> ScoreChanges(UofStatus now) =>
        now.Score is null || _score is null || !IsGoal(now.Score) ? [] : _incidents.Goals(now, _score, _period, _newest);

    /// <summary>What else is counted, and the score where nothing told it.</summary>
    private ScoreEvent? NumbersOf(UofStatus now)
    {
        var score = new ScoreUpdate();
        var isSameState = (now.Phase, now.Status) == (_status?.Phase, _status?.Status);
        if (isSameState && now.Score is not null && _score is not null && !IsGoal(now.Score) && !now.Score.Periods.SequenceEqual(_score.Periods))
            score.MergeFrom(now.Score);

        var football = FootballOf(now);
        if (football.CalculateSize() > 0 && !football.Equals(_status is null ? null : FootballOf(_status))) score.Football = football;
        return score.CalculateSize() == 0 ? null : new ScoreEvent { Score = score };
    }

    private static Football FootballOf(UofStatus status)
    {
        var football = new Football { YellowCards = status.Cards.GetValueOrDefault("yellow"), Corners = status.Corners };
        var (red, second) = (status.Cards.GetValueOrDefault("red"), status.Cards.GetValueOrDefault("second_yellow"));
        if (red is not null || second is not null)
            football.RedCards = new Pair { Home = (red?.Home ?? 0) + (second?.Home ?? 0), Away = (red?.Away ?? 0) + (second?.Away ?? 0) };
        return football;
    }

    // Until the recovery is complete, one message does not say that none is missing.
    private Coverage.Types.Value Watched => _coverage == Coverage.Types.Value.Delayed ? _coverage : Coverage.Types.Value.Full;

    private ScoreEvent? SetCoverage(Coverage.Types.Value coverage)
    {
        if (coverage == _coverage) return null;
        _coverage = coverage;
        return new ScoreEvent { Coverage = new CoverageUpdate { Coverage = coverage } };
    }

    private ScoreEvent Sign(string what, ScoreEvent told, DateTimeOffset time)
    {
        if (time > _at) _at = time;
        told.At = _at.ToTimestamp();
        return EventIds.Sign(id, string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds()}-{what}"), told);
    }
}
