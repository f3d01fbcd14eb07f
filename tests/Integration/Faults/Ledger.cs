using System.Collections.Concurrent;
using Fanout.Protocol.Messages;

namespace Fanout.Integration.Tests.Faults;

/// <summary>
/// Every state that anybody ever saw at a position of a match: whoever sees another one there has seen a sequence that was
/// used twice.
/// </summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<(int Match, uint Epoch, uint Seq), uint> _hashes = [];
    private readonly ConcurrentBag<string> _contradictions = [];

    /// <summary>A line each; empty where all is well.</summary>
    public IReadOnlyCollection<string> Contradictions => _contradictions;

    /// <summary>Positions seen.</summary>
    public int Count => _hashes.Count;

    /// <param name="match">Index of the match.</param>
    /// <param name="position">Where.</param>
    /// <param name="hash">State hash there.</param>
    /// <param name="who">Who saw it.</param>
    public void Note(int match, Position position, uint hash, string who)
    {
        var known = _hashes.GetOrAdd((match, position.Epoch, position.Seq), hash);
        if (known != hash)
            _contradictions.Add($"{who}: match {match} at {position.Epoch}-{position.Seq} is {hash:x8}, others saw {known:x8}");
    }
}
