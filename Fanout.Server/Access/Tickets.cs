using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fanout.Server.Admission;

namespace Fanout.Server.Access;

/// <summary>What became of the wish for a ticket.</summary>
internal enum TicketVerdict
{
    Made,

    /// <summary>Whoever wants it had as many of late as one may have.</summary>
    HolderFull,

    /// <summary>All together had as many as there may be.</summary>
    Full,
}

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

    /// <summary>Those of them that are made for one holder of tokens: a tenth, as of connections for one address.</summary>
    public const int HolderCountMax = CountMax / 10;

    private const int SizeBytes = 32;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Principal> _open = [];
    private readonly Queue<(UInt128 Digest, Holder Holder, DateTimeOffset Ends)> _made = new(); // used ones too, by their ends
    private readonly Dictionary<Holder, Queue<DateTimeOffset>> _ends = []; // of the same

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

    /// <summary>Makes a ticket, unless too many were made of late.</summary>
    /// <param name="principal">Whom it is for; counted by its holder.</param>
    /// <param name="address">Where it is asked for, and counted by where nobody can tell the holder from others.</param>
    /// <param name="text">43 characters, for an address as they are; empty where none was made.</param>
    /// <param name="ends">When it ends; where none was made, when there is room again.</param>
    public TicketVerdict Make(Principal principal, ClientAddress address, out string text, out DateTimeOffset ends)
    {
        var now = time.GetUtcNow();
        var holder = principal.Holder is null ? new Holder(null, address) : new Holder(principal.Holder, default);
        text = "";
        lock (_lock)
        {
            Forget_NeedsLock(now);
            if (_made.Count >= CountMax)
            {
                ends = _made.Peek().Ends;
                return TicketVerdict.Full;
            }
            ref var ofHolder = ref CollectionsMarshal.GetValueRefOrAddDefault(_ends, holder, out _);
            ofHolder ??= new Queue<DateTimeOffset>();
            if (ofHolder.Count >= HolderCountMax)
            {
                ends = ofHolder.Peek();
                return TicketVerdict.HolderFull;
            }
            text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SizeBytes));
            var digest = Digest(text);
            ends = now + Lifetime;
            _open.Add(digest, principal);
            _made.Enqueue((digest, holder, ends));
            ofHolder.Enqueue(ends);
            return TicketVerdict.Made;
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
            var ofHolder = _ends[first.Holder];
            ofHolder.Dequeue();
            if (ofHolder.Count == 0)
                _ends.Remove(first.Holder);
        }
    }

    /// <summary>Half of it: 128 bits, as many as nobody finds another text for.</summary>
    private static UInt128 Digest(string text) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Whom tickets are counted by.</summary>
    /// <param name="Name">Of the holder of tokens; null: an address, since there is none.</param>
    /// <param name="Address">That address; none where there is a name.</param>
    private readonly record struct Holder(string? Name, ClientAddress Address);
}
