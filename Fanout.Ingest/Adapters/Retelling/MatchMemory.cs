using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Ingest.Adapters.Retelling;

/// <summary>
/// What an adapter told of one match. A document that is read again is told again from its beginning, and only what is new in it comes out:
/// what follows the events told before as it is, what became different before that as corrections.
/// </summary>
/// <remarks>
/// Requirements: reading the same document twice tells nothing the second time; after any series of documents a follower stands where the last
/// of them alone would have brought it; a change in the middle does not run the score through the past again. Alternative that lost: comparing
/// the documents, which every format would have to do in its own way.
/// <para>Not thread-safe.</para>
/// </remarks>
internal sealed class MatchMemory(string match)
{
    // What an adapter takes back without knowing more, it takes back because its source no longer says it.
    private const string VoidReason = "FEED_CORRECTION";

    private readonly List<ulong> _digests = []; // of the events told, without their times, in order
    private readonly Dictionary<ulong, int> _given = []; // how often an id was made, by its hash
    private readonly MatchPicture _picture = new();
    private string _last = "";
    private DateTimeOffset _at = DateTimeOffset.MinValue;
    private int _corrections;

    /// <summary>The latest time that an event was given.</summary>
    public DateTimeOffset At => _at;

    /// <summary>Gives of a telling what was not told yet.</summary>
    /// <param name="telling">
    /// The match from its beginning, each event with a name of its own within the match as its id. Given away. The same document makes the same.
    /// </param>
    /// <param name="now">What holds at the end besides, and is told only where it differs. Given away.</param>
    /// <returns>
    /// Events whose ids are unique for their content, and whose times never go back. They are made as they are taken; take all.
    /// </returns>
    public IEnumerable<ScoreEvent> Tell(IReadOnlyList<ScoreEvent> telling, ScoreEvent? now = null)
    {
        var digests = telling.Select(DigestOf).ToList();
        var same = 0;
        while (same < digests.Count && same < _digests.Count && digests[same] == _digests[same]) same++;
        var known = same == _digests.Count ? same : PlaceAfterLast(telling);
        var at = TimeOf(telling, now);
        if (same < _digests.Count)
        {
            foreach (var correction in Correct(telling.Take(known), known == telling.Count ? now : null, at)) yield return correction;
        }

        _digests.Clear();
        _digests.AddRange(digests);
        if (telling.Count > 0) _last = telling[^1].Id;
        for (var i = known; i < telling.Count; i++)
        {
            if (_picture.Revise(telling[i]) is { } first)
                yield return Stamp(new ScoreEvent { Id = $"{telling[i].Id}-again", At = telling[i].At, Incident = first });
            _picture.Take(telling[i]);
            yield return Stamp(telling[i]);
        }

        if (now is null || !_picture.Reduce(now)) yield break;
        _picture.Take(now);
        yield return Stamp(now);
    }

    /// <summary>Where in the telling the part begins that follows what was told: behind the event that was told last.</summary>
    private int PlaceAfterLast(IReadOnlyList<ScoreEvent> telling)
    {
        for (var i = telling.Count - 1; i >= 0; i--)
        {
            if (telling[i].Id == _last) return i + 1;
        }

        return telling.Count;
    }

    /// <summary>Leads from what was told to what should have been: one event with all that is one, and one for each further part.</summary>
    private IEnumerable<ScoreEvent> Correct(IEnumerable<ScoreEvent> known, ScoreEvent? now, DateTimeOffset at)
    {
        var should = new MatchPicture();
        foreach (var one in known) should.Take(one);
        if (now is not null) should.Take(now);
        foreach (var step in _picture.StepsTo(should, VoidReason))
        {
            _corrections++;
            step.Id = string.Create(CultureInfo.InvariantCulture, $"correction-{_corrections}");
            step.At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at);
            yield return Stamp(step);
        }

        _picture.Become(should);
    }

    private ScoreEvent Stamp(ScoreEvent told)
    {
        var at = told.At.ToDateTimeOffset();
        if (at > _at) _at = at;
        told.At = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(_at);
        told.Match = match;
        var digest = XxHash32.HashToUInt32(told.ToByteArray());
        var id = string.Create(CultureInfo.InvariantCulture, $"{match}:{told.Id}:{digest:x8}");
        // What was told, taken back and told again is no duplicate.
        var key = XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(id));
        var count = _given[key] = _given.GetValueOrDefault(key) + 1;
        told.Id = count == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}:{count}");
        return told;
    }

    private static DateTimeOffset TimeOf(IReadOnlyList<ScoreEvent> telling, ScoreEvent? now)
    {
        var newest = now ?? (telling.Count > 0 ? telling[^1] : null);
        return newest?.At.ToDateTimeOffset() ?? DateTimeOffset.UnixEpoch;
    }

    private static ulong DigestOf(ScoreEvent told)
    {
        var at = told.At;
        told.At = null;
        var digest = XxHash3.HashToUInt64(told.ToByteArray());
        told.At = at;
        return digest;
    }
}
