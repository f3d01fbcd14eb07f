using System.Threading.Channels;

namespace Fanout.Ingest.Feeds.Replaying;

/// <summary>
/// Steers a replay. Each call returns when the log remembers what was asked for, so that it holds after a restart; null: this
/// process does not run the feed at the moment. Safe for concurrent use.
/// </summary>
public sealed class ReplayControl
{
    private readonly Channel<QueuedOrder> _orders = Channel.CreateBounded<QueuedOrder>(16);
    private volatile Recording? _files; // null: it does not run here at the moment
    private volatile string _away = ""; // why, where it is to run here

    internal ReplayControl()
    {
    }

    internal ChannelReader<QueuedOrder> Orders => _orders.Reader;

    /// <summary>Where the replay is.</summary>
    public ValueTask<ReplayAnswer?> StatusAsync(CancellationToken cancellationToken = default) =>
        SteerAsync(new ReplayOrder(new ReplayChange(), "", "", "") { IsDryRun = true }, cancellationToken);

    /// <summary>Does what somebody wants, all of it or nothing.</summary>
    /// <param name="order">What is wanted.</param>
    /// <param name="cancellationToken">Waits no longer; it may happen all the same.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such speed.</exception>
    public async ValueTask<ReplayAnswer?> SteerAsync(ReplayOrder order, CancellationToken cancellationToken = default)
    {
        if (order.Change.Speed is { } speed && !FilesTransport.IsSpeed(speed))
            throw new ArgumentOutOfRangeException(nameof(order), speed, FilesTransport.SpeedForm);
        if (_files is not { } files)
            return _away is { Length: > 0 } why ? Refused(ReplayOutcome.Away, $"there is nothing to replay: {why}; it is tried again") : null;
        var times = await files.TimesAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (SoughtIn(order.Change, times, out var sought) is { } outside) return Refused(ReplayOutcome.Outside, outside);
        var queued = new QueuedOrder(order with { Change = order.Change with { Seek = sought, SeekOffset = null } });
        await _orders.Writer.WriteAsync(queued, cancellationToken).ConfigureAwait(false);
        if (_files is null) AnswerRest(); // it ended in between
        var step = await queued.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
        return step is null ? null : AnswerOf(step, sought, times);
    }

    /// <summary>The replay runs here from now on.</summary>
    internal void Began(Recording files) => (_away, _files) = ("", files);

    /// <summary>The replay does not run here any more; what was asked and not done is answered with null.</summary>
    /// <param name="why">Why, where it is to begin again; empty: it is another process's, or nobody's.</param>
    internal void Ended(string why)
    {
        (_away, _files) = (why, null);
        AnswerRest();
    }

    private void AnswerRest()
    {
        while (_orders.Reader.TryRead(out var order)) order.Answer(null);
    }

    /// <summary>What is wrong with the time that is sought; null: nothing is, or none is.</summary>
    private static string? SoughtIn(ReplayChange change, RecordingTimes times, out DateTimeOffset? sought)
    {
        sought = change.Seek;
        if (sought is null && change.SeekOffset is null) return null;
        if (times is not { FirstMs: { } firstMs, LastMs: { } lastMs }) return "seek: the recording has no event with a time";
        var soughtMs = sought?.ToUnixTimeMilliseconds() ?? firstMs + change.SeekOffset!.Value.TotalMilliseconds;
        if (soughtMs < firstMs || soughtMs > lastMs)
            return $"seek: {TextOf(change, soughtMs)} is outside of the recording, which is from {ReplaySentence.Instant(firstMs)} to {ReplaySentence.Instant(lastMs)}";
        sought = DateTimeOffset.FromUnixTimeMilliseconds((long)soughtMs);
        return null;
    }

    /// <summary>As it was asked for: an offset may lead out of all years.</summary>
    private static string TextOf(ReplayChange change, double soughtMs) =>
        change.Seek is null ? $"{change.SeekOffset:c} after the beginning" : ReplaySentence.Instant(soughtMs);

    private static ReplayAnswer AnswerOf(ReplayStep step, DateTimeOffset? sought, RecordingTimes times)
    {
        var status = ReplayStatus.Of(step, times);
        if (step.IsPast)
        {
            var (text, at) = (ReplaySentence.Instant(sought!.Value), ReplaySentence.Instant(status.Position!.Value));
            return Refused(ReplayOutcome.Past, $"seek: {text} is past, the replay is at {at}: what was told cannot be untold") with { Status = status };
        }
        var after = step.After;
        var due = after is { Speed: 0, IsPaused: false } ? times.Count : times.CountUntil(after.PositionMs(step.NowMs));
        return new ReplayAnswer(after == step.Before ? ReplayOutcome.Unchanged : ReplayOutcome.Done)
        {
            Decisions = ReplaySentence.Of(step.Before, after, step.NowMs),
            AtOnceCount = (int)Math.Max(0, due - after.Index),
            Status = status,
        };
    }

    private static ReplayAnswer Refused(ReplayOutcome outcome, string detail) => new(outcome) { Detail = detail };
}
