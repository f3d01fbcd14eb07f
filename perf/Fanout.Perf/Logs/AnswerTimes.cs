namespace Fanout.Perf.Logs;

/// <summary>
/// How long answers were waited for, from when their events were due. Any thread notes; one begins, waits and counts.
/// </summary>
internal sealed class AnswerTimes
{
    private const long PatienceUs = 60_000_000;
    private const long LookEveryUs = 1000;

    private readonly Lock _changing = new();
    private readonly List<long> _times = [];
    private long _pending;
    private long _refused;
    private long _firstDueUs;
    private long _lastUs;

    /// <summary>Events that were sent and wait.</summary>
    public long Pending => Volatile.Read(ref _pending);

    public void Begin()
    {
        lock (_changing)
        {
            _times.Clear();
            (_refused, _firstDueUs, _lastUs) = (0, 0, 0);
        }
    }

    public void Sent(long dueUs)
    {
        Interlocked.Increment(ref _pending);
        if (_firstDueUs == 0)
            _firstDueUs = dueUs;
    }

    /// <summary>An event was answered.</summary>
    /// <param name="dueUs">When it was due, in microseconds since 1970.</param>
    /// <param name="nowUs">The same of the answer.</param>
    /// <param name="taken">Whether the log has it now.</param>
    public void Answered(long dueUs, long nowUs, bool taken)
    {
        lock (_changing)
        {
            if (taken)
                _times.Add(nowUs - dueUs);
            else
                _refused++;
            _lastUs = Math.Max(_lastUs, nowUs);
        }
        Interlocked.Decrement(ref _pending);
    }

    /// <summary>Waits until nothing waits for an answer any more; a minute at most.</summary>
    public void Settle()
    {
        for (var waitedUs = 0L; Pending > 0 && waitedUs < PatienceUs; waitedUs += LookEveryUs)
            Driving.UnixClock.Sleep(LookEveryUs);
    }

    /// <summary>By the names that a line of JSON has.</summary>
    public IEnumerable<KeyValuePair<string, double>> Counted()
    {
        lock (_changing)
        {
            _times.Sort();
            return
            [
                new("answered", _times.Count),
                new("refused", _refused),
                new("unanswered", Pending),
                new("answerP50Ms", Quantile(0.5)),
                new("answerP99Ms", Quantile(0.99)),
                new("answerMaxMs", Quantile(1)),
                new("answeredPerSecond", _lastUs > _firstDueUs ? _times.Count / ((_lastUs - _firstDueUs) / 1e6) : 0),
            ];
        }
    }

    private double Quantile(double share) =>
        _times.Count == 0 ? 0 : _times[(int)Math.Min(_times.Count - 1, share * _times.Count)] / 1000.0;
}
