using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>The keys of an issuer as they were read last; read again now and then, and when a token names one that is not there.</summary>
/// <remarks>
/// The framework's ConfigurationManager lost: asked to read again, it goes on giving the old keys until it has, so the first
/// token of a new key would be refused, and a client that is refused does not come back.
/// <para>
/// One reading is for all who wait, and goes on when they give up: a request that is cut off ends its waiting and nothing else,
/// or whoever makes up tokens and hangs up would have the keys read as often as he likes.
/// </para>
/// <para>
/// Once there are keys, they are read again by the clock and not when somebody asks: so nobody waits for a place that is slow,
/// and a key that was withdrawn ends in time where nobody asked for an hour. Any thread.
/// </para>
/// </remarks>
internal sealed class IssuerKeys : IDisposable
{
    /// <summary>A key that its issuer withdrew is good no longer than this.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>So often at most it is looked for a key that is not there: whoever makes up tokens costs no more than that.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>Keys stay good so long where their place is away.</summary>
    public static readonly TimeSpan StaleMax = TimeSpan.FromHours(24);

    private static readonly TimeSpan RefreshAge = AgeMax - TimeSpan.FromMinutes(1); // leaves time for a few attempts

    private readonly Func<CancellationToken, Task<IReadOnlyList<SecurityKey>>> _read;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _next; // reading
    private volatile Held? _held;
    private AccessUnavailableException? _failure;
    private Task _reading = Task.CompletedTask;
    private long? _triedAt; // when that began

    /// <param name="read">Reads them; throws <see cref="AccessUnavailableException"/> where they are not there.</param>
    /// <param name="time">Clock.</param>
    public IssuerKeys(Func<CancellationToken, Task<IReadOnlyList<SecurityKey>>> read, TimeProvider time)
    {
        (_read, _time) = (read, time);
        _next = time.CreateTimer(
            static keys => _ = ((IssuerKeys)keys!).Reading(TimeSpan.Zero), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private IReadOnlyList<SecurityKey>? GoodKeys =>
        _held is { } held && _time.GetElapsedTime(held.At) < StaleMax ? held.Keys : null;

    /// <summary>The keys.</summary>
    /// <exception cref="AccessUnavailableException">They were never read, or too long ago, and cannot be now.</exception>
    public ValueTask<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken cancellationToken) =>
        GoodKeys is { } keys ? new(keys) : LookAsync(cancellationToken);

    /// <summary>The keys as they are now, unless they were looked at just before.</summary>
    /// <exception cref="AccessUnavailableException">As above.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> LookAsync(CancellationToken cancellationToken)
    {
        await Reading(LookInterval).WaitAsync(cancellationToken).ConfigureAwait(false);
        return GoodKeys ?? throw _failure ?? new AccessUnavailableException("the keys of the issuer are too old");
    }

    public void Dispose()
    {
        _next.Dispose();
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The reading that is under way, or that began less than an interval ago; otherwise one that begins now.</summary>
    private Task Reading(TimeSpan interval)
    {
        var begun = new TaskCompletionSource<Task>();
        var (whole, now) = (begun.Task.Unwrap(), _time.GetTimestamp());
        lock (_lock)
        {
            if (!_reading.IsCompleted || (_triedAt is { } tried && _time.GetElapsedTime(tried) < interval))
                return _reading;
            (_reading, _triedAt) = (whole, now);
        }
        begun.SetResult(ReadAsync(now));
        return whole;
    }

    private async Task ReadAsync(long begunAt)
    {
        var due = LookInterval;
        try
        {
            _held = new Held(await _read(_stop.Token).ConfigureAwait(false), begunAt);
            (_failure, due) = (null, RefreshAge);
        }
        catch (AccessUnavailableException failure)
        {
            _failure = failure;
        }
        finally
        {
            _next.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed record Held(IReadOnlyList<SecurityKey> Keys, long At);
}
