using System.Collections.Concurrent;
using Fanout.Ingest.Identity.Tables;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>
/// What this process knows of the mappings of all sports: its own places as they are restored and decided on, those of
/// others as the log is followed. Safe for concurrent use.
/// </summary>
/// <remarks>
/// One note may come twice, from the holder's answer and from the log, and late: a name is taken as its newest note has
/// it. Looking a name up takes no lock, as every event does it.
/// </remarks>
internal sealed class MappingView
{
    private readonly Lock _gate = new(); // of the books
    private readonly Dictionary<string, MappingBook> _books = new(StringComparer.Ordinal); // by sport
    private readonly ConcurrentDictionary<(string Feed, string Id), string> _matches = new();
    private readonly ConcurrentDictionary<string, string> _standing = new(StringComparer.Ordinal); // ids that are known, and what they stand for
    private volatile MappingTable _table = MappingTable.Empty;

    /// <summary>The operator's table; it has the first word.</summary>
    public MappingTable Table
    {
        get => _table;
        set => _table = value;
    }

    /// <summary>Proposals that wait for somebody.</summary>
    public int OpenCount
    {
        get
        {
            lock (_gate) return _books.Values.Sum(static book => book.Names.Sum(static name => name.Proposals.Count));
        }
    }

    /// <summary>Our id of the match that a feed names; null: nothing is decided of the name.</summary>
    public string? Resolve(string feed, string id) =>
        _table.Find(feed, id) ?? _matches.GetValueOrDefault((feed, id));

    /// <summary>The match that an id stands for, often itself; null: not known.</summary>
    public string? Standing(string id) => _standing.GetValueOrDefault(id);

    /// <summary>What is known of a name, and its sport.</summary>
    public (string Sport, MappedName Name)? Find(string feed, string id)
    {
        lock (_gate)
        {
            foreach (var (sport, book) in _books)
            {
                if (book.Find(feed, id) is { } name) return (sport, name);
            }
        }
        return null;
    }

    /// <summary>Reads what is known of a sport, which stands still meanwhile.</summary>
    /// <param name="sport">One of which a name was found.</param>
    /// <param name="read">Touches nothing.</param>
    public T Read<T>(string sport, Func<MappingBook, T> read)
    {
        lock (_gate) return read(BookOf_NeedsLock(sport));
    }

    /// <summary>Everything, in the order of sport, feed and id.</summary>
    public IReadOnlyList<(string Sport, MappedName Name)> All()
    {
        lock (_gate)
        {
            return
            [
                .. _books.OrderBy(static book => book.Key, StringComparer.Ordinal)
                    .SelectMany(static book => book.Value.Names.Select(name => (book.Key, name))),
            ];
        }
    }

    /// <summary>A note of the log, once or again.</summary>
    public void Learn(string sport, MappingNote note)
    {
        lock (_gate)
        {
            var book = BookOf_NeedsLock(sport);
            var news = new MappingNote { Revision = Math.Max(note.Revision, book.Revision) };
            news.Names.AddRange(note.Names.Where(name => (book.Find(name.Feed, name.Id)?.Revision ?? 0) < name.Revision));
            news.Forgotten.AddRange(note.Forgotten.Where(name => book.Find(name.Feed, name.Id) is { } known && known.Revision < note.Revision));
            Apply_NeedsLock(book, news);
        }
    }

    /// <summary>A book as the log has it.</summary>
    /// <param name="sport">The sport.</param>
    /// <param name="state">All of it.</param>
    /// <param name="isAnew">What was learnt from entries that are void by now goes.</param>
    public void Learn(string sport, MappingState state, bool isAnew = false)
    {
        if (isAnew)
        {
            lock (_gate)
            {
                if (_books.Remove(sport, out var old))
                {
                    Apply_NeedsLock(old, new MappingNote { Forgotten = { old.Names.Select(static name => new MappedName { Feed = name.Feed, Id = name.Id }) } });
                }
            }
        }
        Learn(sport, new MappingNote { Revision = state.Revision, Names = { state.Names } });
    }

    private MappingBook BookOf_NeedsLock(string sport)
    {
        if (!_books.TryGetValue(sport, out var book)) _books[sport] = book = new MappingBook();
        return book;
    }

    private void Apply_NeedsLock(MappingBook book, MappingNote news)
    {
        HashSet<string> touched = new(StringComparer.Ordinal);
        foreach (var name in news.Forgotten.Concat(news.Names))
        {
            touched.Add(name.Id);
            if (book.Find(name.Feed, name.Id) is { } before) touched.Add(before.Match);
            if (name.Match.Length > 0) touched.Add(name.Match);
        }
        book.Apply(news);
        foreach (var name in news.Forgotten) _matches.TryRemove((name.Feed, name.Id), out _);
        foreach (var name in news.Names) _matches[(name.Feed, name.Id)] = name.Match;
        foreach (var id in touched)
        {
            var standing = book.NamesOf(id).Count > 0 ? id : book.Called(id) is [var called, ..] ? called.Match : null;
            if (standing is null) _standing.TryRemove(id, out _);
            else _standing[id] = standing;
        }
    }
}
