using System.Runtime.CompilerServices;
using Fanout.Ingest.Identity.Scoring;
using Fanout.Ingest.Normalising;

namespace Fanout.Ingest.Identity.Mapping;

/// <summary>Finds the names of a book whose fixtures may be of the same match as another one, without looking at all.</summary>
/// <remarks>
/// A busy day has thousands of fixtures, and a batch of a season hundreds: each is compared with those alone whose names
/// begin alike somewhere, and whose starts are near. Follows the book note by note; one that it did not see makes it look
/// at the whole book again.
/// </remarks>
internal sealed class MappingIndex(SportTimes times)
{
    private readonly Dictionary<string, HashSet<MappedName>> _byHook = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Feed, string Id), Known> _known = [];
    private readonly ConditionalWeakTable<FixtureFacts, ParsedFixture> _parsed = [];
    private MappingBook? _book;
    private ulong _revision;

    /// <summary>Names with fixtures that are worth a comparison, of other feeds, in the order of feed and id.</summary>
    public IEnumerable<(MappedName Name, ParsedFixture Fixture)> Near(MappingBook book, string feed, ParsedFixture fixture)
    {
        Follow(book);
        var found = new SortedDictionary<(string, string), (MappedName Name, ParsedFixture Fixture)>(MappingBook.PairOrder);
        foreach (var hook in fixture.Hooks.Concat(TeamHooks(book, feed, fixture)))
        {
            foreach (var name in _byHook.GetValueOrDefault(hook) ?? [])
            {
                // A feed's own names are never one match, and there may be thousands of them with the same two teams.
                if (name.Feed != feed && IsNear(fixture.Facts, name.Facts)) found[(name.Feed, name.Id)] = (name, _known[(name.Feed, name.Id)].Fixture);
            }
        }
        return found.Values;
    }

    public ParsedFixture Parse(FixtureFacts facts) => _parsed.GetValue(facts, own => new ParsedFixture(own, times.IsTeam));

    private void Follow(MappingBook book)
    {
        if (book == _book && book.Revision == _revision) return;
        _byHook.Clear();
        _known.Clear();
        foreach (var name in book.Names) Add(name);
        (_book, _revision) = (book, book.Revision);
    }

    /// <summary>The book has taken a note.</summary>
    public void Applied(MappingBook book, MappingNote note)
    {
        if (book != _book || note.Revision != _revision + 1) return; // the next look is at the whole book
        foreach (var name in note.Forgotten.Concat(note.Names)) Remove(name.Feed, name.Id);
        foreach (var name in note.Names) Add(name);
        _revision = note.Revision;
    }

    private void Add(MappedName name)
    {
        if (name.Facts is null) return;
        var fixture = Parse(name.Facts);
        var known = _known[(name.Feed, name.Id)] = new Known(
            name, fixture, [.. fixture.Hooks, TeamHook(name.Feed, TeamLinks.KeyOf(name.Facts.Home)), TeamHook(name.Feed, TeamLinks.KeyOf(name.Facts.Away))]);
        foreach (var hook in known.Hooks)
        {
            if (!_byHook.TryGetValue(hook, out var names)) _byHook[hook] = names = [];
            names.Add(name);
        }
    }

    private void Remove(string feed, string id)
    {
        if (!_known.Remove((feed, id), out var known)) return;
        foreach (var hook in known.Hooks)
        {
            if (_byHook.TryGetValue(hook, out var names) && names.Remove(known.Name) && names.Count == 0) _byHook.Remove(hook);
        }
    }

    /// <summary>What other feeds call the teams leads to their matches, whatever that is.</summary>
    private static IEnumerable<string> TeamHooks(MappingBook book, string feed, ParsedFixture fixture) =>
        from team in new[] { fixture.Facts.Home, fixture.Facts.Away }
        let known = TeamLinks.Known(book, feed, team)
        where known is not null
        from member in book.Members(known)
        select TeamHook(member.Feed, member.Key);

    private static string TeamHook(string feed, string key) => $"#{feed}/{key}";

    private static bool IsNear(FixtureFacts one, FixtureFacts other)
    {
        if (!one.HasStartMs || !other.HasStartMs || one.HasFirstStartMs || other.HasFirstStartMs) return true;
        return Math.Abs(one.StartMs - other.StartMs) <= FixtureScore.Window.TotalMilliseconds;
    }

    private sealed record Known(MappedName Name, ParsedFixture Fixture, IReadOnlyList<string> Hooks);
}
