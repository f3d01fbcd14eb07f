using System.IO.Hashing;
using System.Text;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>
/// For formats whose documents come again and again: tells of each match only what is news after what was told of it before, and puts
/// right what was told otherwise.
/// </summary>
/// <remarks>
/// Requirement: adapters tell a whole match whenever they read it, each event with an <c>id</c> that names its place in the document; an
/// incident's id does so too. What comes out:
/// <code>
/// same as before              nothing
/// more than before            the events behind those that are known
/// something was changed       its incident anew, then the state as it is now
/// something is missing        a void of its incident, then the state as it is now
/// </code>
/// The id of an event that is told ends with a digest of its content, so that an adapter which was restarted, and tells a changed document
/// from its beginning, gives the same ids where it says the same and others where it does not. Nothing is told of a time before the last.
/// Alternative that lost: keeping each document to compare it with the next, which takes ten times the memory.
/// </remarks>
internal sealed class Retold
{
    /// <summary>Events that are remembered, 16 bytes each and half as much again for incidents: about three thousand cricket matches.</summary>
    private const int EventCountMax = 2_000_000;

    private readonly Dictionary<string, ToldMatch> _matches = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldest = new();
    private int _eventCount;

    /// <summary>What is news in a match, lazily where all of it is.</summary>
    /// <param name="matchId">Our id of the match, which no other telling of this reading goes on with.</param>
    /// <param name="events">The match as the document has it, from its beginning. Given away.</param>
    public IEnumerable<ScoreEvent> Tell(string matchId, IEnumerable<ScoreEvent> events)
    {
        if (_matches.TryGetValue(matchId, out var told)) return TellAgain(told, [.. events]);
        return TellFirst(Begin(matchId), events);
    }

    /// <summary>An event of a match that is told for the first time, one by one as a long file is read.</summary>
    public ScoreEvent TellFirst(string matchId, ScoreEvent news) => Tell(Begin(matchId), news);

    /// <summary>Whether the match was told in an earlier reading, so that it has to be told whole to be compared.</summary>
    public bool Knows(string matchId) => _matches.ContainsKey(matchId);

    private IEnumerable<ScoreEvent> TellFirst(ToldMatch told, IEnumerable<ScoreEvent> events)
    {
        foreach (var news in events) yield return Tell(told, news);
    }

    private IEnumerable<ScoreEvent> TellAgain(ToldMatch told, List<ScoreEvent> events)
    {
        var digests = events.ConvertAll(static one => (Key: KeyOf(one.Id), Digest: ToldMatch.DigestOf(one)));
        var same = 0;
        while (same < digests.Count && same < told.Events.Count && digests[same] == told.Events[same]) same++;
        var newFrom = same;
        if (same < told.Events.Count)
        {
            var known = told.Events.Skip(same).Select(static one => one.Key).ToHashSet();
            newFrom = Math.Max(same, digests.FindLastIndex(one => known.Contains(one.Key)) + 1);
            told.Corrections++;
            foreach (var correction in new Correcting(told, events, same, newFrom).Tell()) yield return correction;
            _eventCount -= told.Events.Count - newFrom;
            told.KeepEvents(same);
            for (var i = same; i < newFrom; i++) told.AddEvent(digests[i].Key, digests[i].Digest);
        }

        for (var i = newFrom; i < events.Count; i++) yield return Tell(told, events[i]);
    }

    private ScoreEvent Tell(ToldMatch told, ScoreEvent news)
    {
        var (key, digest) = (KeyOf(news.Id), ToldMatch.DigestOf(news));
        var wasVoided = news.Incident is { } incident && told.WasVoided(incident.Id);
        told.Add(key, digest, news);
        if (wasVoided) Correcting.Reinstate(news.Incident!);
        if (told.At > news.At.ToDateTimeOffset()) Correcting.Date(news, told);
        // After a correction the same event may have to be told a second time, and must not pass for a duplicate then.
        news.Id = told.Corrections == 0 ? $"{news.Id}-{digest:x16}" : $"{news.Id}-{digest:x16}.{told.Corrections}";
        _eventCount++;
        Forget();
        return news;
    }

    private ToldMatch Begin(string matchId)
    {
        if (_matches.TryGetValue(matchId, out var told)) return told;
        _matches.Add(matchId, told = new ToldMatch());
        _oldest.Enqueue(matchId);
        return told;
    }

    /// <summary>A match that was forgotten is told from its beginning when it comes again: known ids make that harmless.</summary>
    private void Forget()
    {
        while (_eventCount > EventCountMax && _oldest.Count > 1)
        {
            _matches.Remove(_oldest.Dequeue(), out var forgotten);
            _eventCount -= forgotten!.Events.Count;
        }
    }

    private static ulong KeyOf(string id) => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id));
}
