namespace Fanout.Log.Tests;

/// <summary>
/// Real time, a thousand times faster: what waits for seconds waits for milliseconds, in the same order.
/// </summary>
internal sealed class FastTime : TimeProvider
{
    private const int Factor = 1000;

    private readonly DateTimeOffset _start = new(2026, 11, 22, 18, 0, 0, TimeSpan.Zero);
    private readonly long _startedAt = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + (System.GetElapsedTime(_startedAt) * Factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Shorten(dueTime), Shorten(period));

    private static TimeSpan Shorten(TimeSpan time) => time < TimeSpan.Zero
        ? time
        : TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds / Factor));
}
