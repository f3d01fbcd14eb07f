using System.Runtime.InteropServices;
using Fanout.Server.Access;

namespace Fanout.Server.Admission;

/// <summary>
/// How many connections each holder of tokens has open on this node, of those whose token bounds that
/// (<see cref="Rights.ConnectionsMax"/>). Any thread.
/// </summary>
/// <remarks>
/// By holder and not by token: who refreshes its token is the same one as before. The newest is refused; to close the
/// oldest instead lost, for two clients of one token would throw each other out for ever.
/// </remarks>
internal sealed class HolderPlaces
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = [];
    private long _refused;

    /// <summary>How many were sent away.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>What is said to who is refused.</summary>
    /// <remarks>A connection that was lost keeps its place until that is noticed, which takes as long as a ping may.</remarks>
    public static Refusal Refusal(Principal principal) => new(
        RefusalReason.HolderFull,
        $"all {principal.Rights.ConnectionsMax} connections of this token's holder are in use",
        ConnectionGate.RetryAfterMax);

    /// <summary>Takes a place of a holder, to be given back with <see cref="Leave"/>; false: all are taken.</summary>
    public bool TryEnter(Principal principal)
    {
        if (!IsCounted(principal, out var holder, out var max))
            return true;
        lock (_lock)
        {
            if (_counts.GetValueOrDefault(holder) >= max)
            {
                _refused++;
                return false;
            }
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, holder, out _)++;
            return true;
        }
    }

    /// <summary>
    /// The connection is another principal's from now on, and its place with it; false: that one has none free, and the
    /// place stays whose it was.
    /// </summary>
    public bool TryMove(Principal? from, Principal to)
    {
        if (from is not null && IsCounted(from, out var before, out _) && IsCounted(to, out var after, out _) && before == after)
            return true; // one that is open already is not one more, whatever the new token says
        if (!TryEnter(to))
            return false;
        Leave(from);
        return true;
    }

    /// <summary>A place that was taken is free again.</summary>
    /// <param name="principal">Whose it was; null: nobody's.</param>
    public void Leave(Principal? principal)
    {
        if (principal is null || !IsCounted(principal, out var holder, out _))
            return;
        lock (_lock)
        {
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, holder, out _) == 0)
                _counts.Remove(holder);
        }
    }

    private static bool IsCounted(Principal principal, out string holder, out int max)
    {
        (holder, max) = (principal.Holder ?? "", principal.Rights.ConnectionsMax ?? 0);
        return holder.Length > 0 && max > 0;
    }
}
