namespace Fanout.Server.Transport;

/// <summary>How long the rest of a message is waited for. One for each message that did not come whole.</summary>
internal sealed class MessagePatience : IDisposable
{
    private readonly ITimer _timer;
    private volatile bool _over;

    /// <param name="patience">How long.</param>
    /// <param name="time">The clock.</param>
    /// <param name="wake">Called on any thread once it is <see cref="Over"/>, and perhaps still after <see cref="Dispose"/>.</param>
    public MessagePatience(TimeSpan patience, TimeProvider time, Action wake) => _timer = time.CreateTimer(
        _ =>
        {
            _over = true;
            wake();
        },
        state: null,
        patience,
        Timeout.InfiniteTimeSpan);

    /// <summary>The time has passed.</summary>
    public bool Over => _over;

    public void Dispose() => _timer.Dispose();
}
