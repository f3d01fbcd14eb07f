using System.Threading.Channels;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>Where a replay is.</summary>
/// <param name="Position">The recorded time that is the present.</param>
/// <param name="Count">Events told.</param>
/// <param name="Speed">Recorded seconds in a real one; 0: as fast as it goes.</param>
/// <param name="IsPaused">It stands still.</param>
/// <param name="IsOver">Everything was told.</param>
public sealed record ReplayStatus(DateTimeOffset Position, long Count, double Speed, bool IsPaused, bool IsOver);

/// <summary>
/// Steers a replay. Each call returns when the log remembers what was asked for, so that it holds after a restart; null: this
/// process does not run the feed at the moment. Safe for concurrent use.
/// </summary>
public sealed class ReplayControl
{
    private readonly Channel<ReplayOrder> _orders = Channel.CreateBounded<ReplayOrder>(16);
    private volatile bool _isRunning;

    internal ReplayControl()
    {
    }

    internal ChannelReader<ReplayOrder> Orders => _orders.Reader;

    public ValueTask<ReplayStatus?> StatusAsync(CancellationToken cancellationToken = default) =>
        AskAsync(static (_, _) => true, cancellationToken);

    public ValueTask<ReplayStatus?> PauseAsync(CancellationToken cancellationToken = default) =>
        AskAsync(static (pump, nowMs) => Done(() => pump.Pause(nowMs)), cancellationToken);

    public ValueTask<ReplayStatus?> ResumeAsync(CancellationToken cancellationToken = default) =>
        AskAsync(static (pump, nowMs) => Done(() => pump.Resume(nowMs)), cancellationToken);

    /// <param name="speed">0.1 to 10,000, or 0: as fast as it goes.</param>
    /// <param name="cancellationToken">Waits no longer; it may happen all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such speed.</exception>
    public ValueTask<ReplayStatus?> SetSpeedAsync(double speed, CancellationToken cancellationToken = default)
    {
        if (!FilesTransport.IsSpeed(speed)) throw new ArgumentOutOfRangeException(nameof(speed), speed, FilesTransport.SpeedForm);
        return AskAsync((pump, nowMs) => Done(() => pump.SetSpeed(speed, nowMs)), cancellationToken);
    }

    /// <summary>
    /// Goes on from a recorded time; what lies before it and was not told comes at once. A time that is past changes nothing:
    /// what was told cannot be untold.
    /// </summary>
    public ValueTask<ReplayStatus?> SeekAsync(DateTimeOffset recorded, CancellationToken cancellationToken = default) =>
        AskAsync((pump, nowMs) => pump.Seek(recorded.ToUnixTimeMilliseconds(), nowMs), cancellationToken);

    /// <summary>The replay runs here from now on, or no longer; then what was asked and not done is answered with null.</summary>
    internal void SetRunning(bool isRunning)
    {
        _isRunning = isRunning;
        while (!isRunning && _orders.Reader.TryRead(out var order)) order.Answer(null);
    }

    private async ValueTask<ReplayStatus?> AskAsync(Func<ReplayPump, double, bool> apply, CancellationToken cancellationToken)
    {
        if (!_isRunning) return null;
        var order = new ReplayOrder(apply);
        await _orders.Writer.WriteAsync(order, cancellationToken).ConfigureAwait(false);
        if (!_isRunning) SetRunning(false); // it ended in between
        return await order.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool Done(Action change)
    {
        change();
        return true;
    }
}

/// <summary>What is to be done to a replay, by its loop.</summary>
internal sealed class ReplayOrder(Func<ReplayPump, double, bool> apply)
{
    private readonly TaskCompletionSource<ReplayStatus?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ReplayStatus?> Done => _done.Task;

    public void Apply(ReplayPump pump, double nowMs) => apply(pump, nowMs);

    public void Answer(ReplayStatus? status) => _done.TrySetResult(status);
}
