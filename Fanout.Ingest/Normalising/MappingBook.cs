namespace Fanout.Ingest.Normalising;

/// <summary>
/// Which names of feeds stand for which match, of one sport: the state of the sport's place in the log. Notes are the only
/// way in, and do what they say.
/// </summary>
/// <remarks>One writer; not for concurrent use. What it gives out is not to be changed.</remarks>
internal sealed class MappingBook
{
    private readonly SortedDictionary<(string Feed, string Id), MappedName> _names = new(PairOrder);
    private readonly SortedDictionary<(string Feed, string Key), string> _teams = new(PairOrder);
    private readonly Dictionary<string, List<(string Feed, string Key)>> _members = new(StringComparer.Ordinal); // by team
    private readonly Dictionary<string, List<MappedName>> _byMatch = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<MappedName>> _byId = new(StringComparer.Ordinal);

    /// <summary>Of the last note; 0: there was none.</summary>
    public ulong Revision { get; private set; }

    /// <summary>In the order of feed and id.</summary>
    public IReadOnlyCollection<MappedName> Names => _names.Values;

    public int TeamCount => _teams.Count;

    /// <summary>Bytes of all names as protobuf.</summary>
    public long NameBytes { get; private set; }

    /// <summary>By the first, then the second, letter by letter.</summary>
    public static Comparer<(string, string)> PairOrder { get; } = Comparer<(string, string)>.Create(static (one, other) =>
        string.CompareOrdinal(one.Item1, other.Item1) is not 0 and var byFirst
            ? byFirst
            : string.CompareOrdinal(one.Item2, other.Item2));

    public MappedName? Find(string feed, string id) => _names.GetValueOrDefault((feed, id));

    /// <summary>What feeds call a match, the first known first.</summary>
    public IReadOnlyList<MappedName> NamesOf(string match) => _byMatch.GetValueOrDefault(match) ?? [];

    /// <summary>What several feeds may call by one id.</summary>
    public IReadOnlyList<MappedName> Called(string id) => _byId.GetValueOrDefault(id) ?? [];

    /// <summary>Who was called first what this feed calls so; null: nobody is known to be the same.</summary>
    public string? TeamOf(string feed, string key) => _teams.GetValueOrDefault((feed, key));

    /// <summary>All that feeds call a team.</summary>
    public IReadOnlyList<(string Feed, string Key)> Members(string team) => _members.GetValueOrDefault(team) ?? [];

    public void Apply(MappingNote note)
    {
        foreach (var name in note.Forgotten) Remove(name.Feed, name.Id);
        foreach (var name in note.Names)
        {
            Remove(name.Feed, name.Id);
            Add(name);
        }
        foreach (var link in note.Teams) Link(link);
        Revision = note.Revision;
    }

    /// <summary>The same bytes for the same book.</summary>
    public MappingState ToState()
    {
        var state = new MappingState { Revision = Revision };
        state.Names.AddRange(_names.Values);
        state.Teams.AddRange(_teams.Select(static link => new TeamLink { Feed = link.Key.Feed, Key = link.Key.Key, Team = link.Value }));
        return state;
    }

    public static MappingBook Restore(MappingState state)
    {
        var book = new MappingBook { Revision = state.Revision };
        // In the order in which they came to be: so stand the names of a match.
        foreach (var name in state.Names.OrderBy(static name => name.Revision)) book.Add(name);
        foreach (var link in state.Teams) book.Link(link);
        return book;
    }

    private void Add(MappedName name)
    {
        _names[(name.Feed, name.Id)] = name;
        Listed(_byMatch, name.Match).Add(name);
        Listed(_byId, name.Id).Add(name);
        NameBytes += name.CalculateSize();
    }

    private void Remove(string feed, string id)
    {
        if (!_names.Remove((feed, id), out var name)) return;
        Unlist(_byMatch, name.Match, name);
        Unlist(_byId, name.Id, name);
        NameBytes -= name.CalculateSize();
    }

    private void Link(TeamLink link)
    {
        if (_teams.Remove((link.Feed, link.Key), out var before)) Unlist(_members, before, (link.Feed, link.Key));
        if (link.Team.Length == 0) return;
        _teams[(link.Feed, link.Key)] = link.Team;
        Listed(_members, link.Team).Add((link.Feed, link.Key));
    }

    private static List<T> Listed<T>(Dictionary<string, List<T>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }

    private static void Unlist<T>(Dictionary<string, List<T>> lists, string key, T name)
    {
        var list = lists[key];
        list.Remove(name);
        if (list.Count == 0) lists.Remove(key);
    }
}
