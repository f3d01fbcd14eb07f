using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>The keys of an issuer as they were read last; read again now and then, and when a token names one that is not there.</summary>
/// <remarks>
/// The framework's ConfigurationManager lost: asked to read again, it goes on giving the old keys until it has, so the first
/// token of a new key would be refused, and a client that is refused does not come back.
/// <para>
/// One reading is for all who wait, and goes on when they give up: a request that is cut off ends its waiting and nothing else,
/// or whoever makes up tokens and hangs up would have the keys read as often as he likes. Any thread.
/// </para>
/// </remarks>
/// <param name="read">Reads them; throws <see cref="AccessUnavailableException"/> where they are not there.</param>
/// <param name="time">Clock.</param>
internal sealed class IssuerKeys(Func<CancellationToken, Task<IReadOnlyList<SecurityKey>>> read, TimeProvider time) : IDisposable
{
    /// <summary>A key that its issuer withdrew is good no longer than this.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>So often at most it is looked for a key that is not there: whoever makes up tokens costs no more than that.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>Keys stay good so long where their place is away.</summary>
    public static readonly TimeSpan StaleMax = TimeSpan.FromHours(24);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private volatile Held? _held;
    private AccessUnavailableException? _failure;
    private Task _reading = Task.CompletedTask;
    private long? _triedAt; // when that began

    /// <summary>The keys.</summary>
    /// <exception cref="AccessUnavailableException">They were never read, or too long ago, and cannot be now.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> GetAsync(CancellationToken cancellationToken)
    {
        if (_held is { } held && time.GetElapsedTime(held.At) < AgeMax)
            return held.Keys;
        return await LookAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The keys as they are now, unless they were looked at just before.</summary>
    /// <exception cref="AccessUnavailableException">As above.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> LookAsync(CancellationToken cancellationToken)
    {
        await Reading().WaitAsync(cancellationToken).ConfigureAwait(false);
        return _held is { } held && time.GetElapsedTime(held.At) < StaleMax
            ? held.Keys
            : throw _failure ?? new AccessUnavailableException("the keys of the issuer are too old");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The reading that is under way or was just before; otherwise one that begins now.</summary>
    private Task Reading()
    {
        var begun = new TaskCompletionSource<Task>();
        var (whole, now) = (begun.Task.Unwrap(), time.GetTimestamp());
        lock (_lock)
        {
            if (!_reading.IsCompleted || (_triedAt is { } tried && time.GetElapsedTime(tried) < LookInterval))
                return _reading;
            (_reading, _triedAt) = (whole, now);
        }
        begun.SetResult(ReadAsync(now));
        return whole;
    }

    private async Task ReadAsync(long begunAt)
    {
        try
        {
            _held = new Held(await read(_stop.Token).ConfigureAwait(false), begunAt);
            _failure = null;
        }
        catch (AccessUnavailableException failure)
        {
            _failure = failure;
        }
    }

    private sealed record Held(IReadOnlyList<SecurityKey> Keys, long At);
}
