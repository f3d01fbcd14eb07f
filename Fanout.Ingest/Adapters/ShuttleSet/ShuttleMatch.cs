using Fanout.Ingest.Adapters.Retelling;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>What is known of one match: its row in the list, and the games that were read.</summary>
/// <param name="id">Our id.</param>
/// <param name="folder">Where its games lie.</param>
internal sealed class ShuttleMatch(string id, string folder)
{
    private readonly SortedDictionary<int, ShuttleGame> _games = [];
    private readonly MatchMemory _memory = new(id);

    public string Id { get; } = id;

    public string Folder { get; } = folder;

    /// <summary><see langword="null"/>: no list has it.</summary>
    public ShuttleListing? Listing { get; private set; }

    public IEnumerable<ShuttleGame> Games => _games.Values;

    /// <summary>Something was read of it since it was told last.</summary>
    public bool IsChanged { get; private set; }

    public string NameOfA => Listing is { Winner.Length: > 0 } listing ? listing.Winner : "Player A";

    public string NameOfB => Listing is { Loser.Length: > 0 } listing ? listing.Loser : "Player B";

    /// <summary>The day of the match; the beginning of 1970 where nothing says it.</summary>
    public DateTimeOffset Day => Listing?.Day ?? DateTimeOffset.UnixEpoch;

    public void Take(ShuttleGame game)
    {
        _games[game.Number] = game;
        IsChanged = true;
    }

    public void Take(ShuttleListing listing)
    {
        IsChanged |= listing != Listing;
        Listing = listing;
    }

    public IEnumerable<ScoreEvent> Tell(Action<ReadProblem> report)
    {
        IsChanged = false;
        return _memory.Tell(new ShuttleTeller(this, report).Tell());
    }
}
