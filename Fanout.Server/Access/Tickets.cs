using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Fanout.Server.Access;

/// <summary>
/// Tickets: each opens one connection for whom it was made, within seconds, on this node. For an <c>EventSource</c> of a
/// browser, which can show what stands in its address and nothing else.
/// </summary>
/// <remarks>
/// Requirements: what stands in an address ends up in logs of proxies and in histories, so it must be worth nothing by the
/// time somebody reads it there; and nothing that opens anything is kept here, hence the digest. Sealing who it is for into
/// the ticket, so that any node takes it, lost: nodes would need a key in common, and none could tell that another one has
/// taken it already. Any thread.
/// </remarks>
internal sealed class Tickets(TimeProvider time)
{
    /// <summary>How long a ticket is good: a page asks for it and uses it at once.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Tickets made within that time: 3,000 a second, and some megabytes.</summary>
    public const int CountMax = 100_000;

    private const int SizeBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Principal> _open = [];
    private readonly Queue<(UInt128 Digest, DateTimeOffset Ends)> _made = new(); // used ones too; all are good for the same time

    /// <summary>Tickets that may be used yet.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>What is said to who shows one that is not good; why is told to nobody.</summary>
    public static string Refusal { get; } =
        $"the ticket is not good: it was used, is older than {Lifetime.TotalSeconds} s, or was made by another server";

    /// <summary>Makes a ticket; false: too many were made of late.</summary>
    /// <param name="principal">Whom it is for.</param>
    /// <param name="text">43 characters, for an address as they are.</param>
    /// <param name="ends">When it ends, or with <see langword="false"/> when there is room again.</param>
    public bool TryMake(Principal principal, [NotNullWhen(true)] out string? text, out DateTimeOffset ends)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget_NeedsLock(now);
            if (_made.Count >= CountMax)
            {
                (text, ends) = (null, _made.Peek().Ends);
                return false;
            }
            text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SizeBytes));
            var digest = Digest(text);
            ends = now + Lifetime;
            _open.Add(digest, principal);
            _made.Enqueue((digest, ends));
            return true;
        }
    }

    /// <summary>Takes a ticket, which is good no more; false: it was none, or ended.</summary>
    public bool TryTake(string text, [NotNullWhen(true)] out Principal? principal)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            Forget_NeedsLock(now);
            return _open.Remove(Digest(text), out principal) && !HasEnded(principal, now) && !principal.IsRevoked;
        }
    }

    private static bool HasEnded(Principal principal, DateTimeOffset now) =>
        principal.ExpiresMs > 0 && principal.ExpiresMs <= now.ToUnixTimeMilliseconds();

    private void Forget_NeedsLock(DateTimeOffset now)
    {
        while (_made.TryPeek(out var first) && first.Ends <= now)
        {
            _made.Dequeue();
            _open.Remove(first.Digest);
        }
    }

    /// <summary>Half of it: 128 bits, as many as nobody finds another text for.</summary>
    private static UInt128 Digest(string text) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
