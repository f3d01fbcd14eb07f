using Microsoft.IdentityModel.Tokens;

namespace Fanout.Server.Access;

/// <summary>The keys of an issuer as they were read last; read again now and then, and when a token names one that is not there.</summary>
/// <remarks>
/// The framework's ConfigurationManager lost: asked to read again, it goes on giving the old keys until it has, so the first
/// token of a new key would be refused, and a client that is refused does not come back.
/// </remarks>
internal sealed class IssuerKeys(Func<CancellationToken, Task<IReadOnlyList<SecurityKey>>> read, TimeProvider time) : IDisposable
{
    /// <summary>A key that its issuer withdrew is good no longer than this.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromMinutes(5);

    /// <summary>So often at most it is looked for a key that is not there: whoever makes up tokens costs no more than that.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>Keys stay good so long where their place is away.</summary>
    public static readonly TimeSpan StaleMax = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Held? _held;
    private AccessUnavailableException? _failure;
    private long? _triedAt;

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
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_triedAt is not { } tried || time.GetElapsedTime(tried) >= LookInterval)
                await ReadAsync(cancellationToken).ConfigureAwait(false);
            return _held is { } held && time.GetElapsedTime(held.At) < StaleMax
                ? held.Keys
                : throw _failure ?? new AccessUnavailableException("the keys of the issuer are too old");
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _held = new Held(await read(cancellationToken).ConfigureAwait(false), time.GetTimestamp());
            _failure = null;
        }
        catch (AccessUnavailableException failure)
        {
            _failure = failure;
        }
        _triedAt = time.GetTimestamp();
    }

    private sealed record Held(IReadOnlyList<SecurityKey> Keys, long At);
}
