using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// Normalises events without a log: what `fanout feed normalise` does with files. Nothing is put aside for good,
/// nothing is forgotten.
/// </summary>
/// <remarks>Matches keep the order in which they were first mentioned. One thread at a time.</remarks>
public sealed class OfflineNormaliser
{
    private readonly MatchTable _table = new(new HoldLimits(int.MaxValue, int.MaxValue, int.MaxValue));
    private readonly Dictionary<(string Feed, string Id), string> _aliases = [];
    private readonly List<string> _mentioned = [];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _eventful = new(StringComparer.Ordinal);

    /// <summary>Ids of the matches that events named, in order of first mention.</summary>
    public IReadOnlyList<string> Mentioned => _mentioned;

    /// <summary>Takes one event as if it arrived at the time that it states.</summary>
    /// <param name="feed">Name of the feed.</param>
    /// <param name="content">The event; given away.</param>
    public Verdict Accept(string feed, ScoreEvent content) =>
        Accept(feed, content, content.At is null ? 0 : Instants.MsOf(content.At));

    /// <summary>Takes one event.</summary>
    /// <param name="feed">Name of the feed.</param>
    /// <param name="content">The event; given away.</param>
    /// <param name="receivedMs">When it arrived, ms since 1970.</param>
    public Verdict Accept(string feed, ScoreEvent content, double receivedMs)
    {
        var matchId = _aliases.GetValueOrDefault((feed, content.Match), content.Match);
        var verdict = _table.Judge(matchId, new FeedEvent(feed, content, receivedMs));
        if (verdict.Outcome == Outcome.Rejected) return verdict;
        if (_known.Add(matchId)) _mentioned.Add(matchId);
        if (!IsListing(content)) _eventful.Add(matchId);
        if (verdict.Entry is not { } entry) return verdict;
        _table.Apply(entry);
        while (_table.NextReplay(matchId) is { Entry: { } replayed }) _table.Apply(replayed);
        foreach (var alias in entry.Writer.Aliases)
        {
            if (_aliases.TryAdd((alias.Feed, alias.Id), matchId)) HandOver(alias, matchId, receivedMs);
        }
        return verdict;
    }

    /// <summary>The match as it stands; null when no fixture named it.</summary>
    public MatchState? Find(string matchId) =>
        _table.Find(matchId) is { IsKnown: true } work ? work.State.ToMessage() : null;

    /// <summary>Whether anything was said of a match but that it is to be played, by whom, where and when.</summary>
    public bool HasEvents(string matchId) => _eventful.Contains(matchId);

    /// <summary>Events of a match that could not be applied, with the reason.</summary>
    public IReadOnlyList<HeldEvent> Held(string matchId) => _table.Find(matchId)?.Held ?? [];

    private static bool IsListing(ScoreEvent content) => content.Fixture is not null
        && content.Equals(new ScoreEvent { Id = content.Id, Match = content.Match, At = content.At, Fixture = content.Fixture });

    /// <summary>What came under a name before anybody said whose it is, goes to its match.</summary>
    private void HandOver(Alias alias, string matchId, double nowMs)
    {
        if (alias.Id == matchId || _table.Find(alias.Id) is not { IsKnown: false } work) return;
        if (_eventful.Contains(alias.Id)) _eventful.Add(matchId);
        foreach (var held in work.Held.Where(held => held.Feed == alias.Feed).ToList())
        {
            if (_table.Adopt(matchId, new FeedEvent(held.Feed, held.Event, held.ReceivedMs)).Entry is { } entry)
                _table.Apply(entry);
            _table.Apply(MatchTable.Drop(work, held, nowMs));
        }
    }
}
