using System.Globalization;
using Fanout.Ingest.Adapters.Documents;

namespace Fanout.Ingest.Adapters.OpenFootball;

/// <summary>The matches of one tournament as they were told, so that they are known again in the next document: the format has no ids.</summary>
/// <remarks>
/// A match is known by its two sides; where they changed (“winner of match 49” became a team), by its place in the document, if nobody else
/// claims it. It keeps the id that it got first: its place in the document that first had it.
/// </remarks>
/// <param name="name">As the document has it.</param>
/// <param name="isAlone">Ids are bare places. Otherwise they name the tournament too, as several have a match 0.</param>
internal sealed class OpenFootballTournament(string name, bool isAlone)
{
    private readonly Dictionary<string, Entry> _byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, Entry> _byNumber = [];

    public string Name => name;

    /// <summary>Takes note of the sides of all matches of a document, in its order; returns what it is missing of those that were told.</summary>
    public IReadOnlyList<string> Survey(IReadOnlyList<string> keys)
    {
        var here = keys.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < keys.Count; i++)
        {
            if (_byKey.ContainsKey(keys[i])) continue;
            if (!_byNumber.TryGetValue(i, out var entry) || here.Contains(entry.Key)) entry = NewEntry(i, keys[i]);
            _byKey.Remove(entry.Key);
            entry.Key = keys[i];
            _byKey.Add(entry.Key, entry);
        }

        return [.. _byNumber.Values.Where(entry => entry.Teller is not null && !here.Contains(entry.Key)).Select(static entry => entry.Id)];
    }

    /// <summary>Our id of a match that was surveyed.</summary>
    public string IdOf(string key) => _byKey[key].Id;

    /// <summary>Who told a match before; <see langword="null"/>: nobody.</summary>
    public DocumentTeller? TellerOf(string key) => _byKey[key].Teller;

    public DocumentTeller NewTeller(string key) => _byKey[key].Teller = new DocumentTeller(_byKey[key].Id);

    private Entry NewEntry(int index, string key)
    {
        var number = _byNumber.ContainsKey(index) ? _byNumber.Keys.Last() + 1 : index;
        var place = number.ToString(CultureInfo.InvariantCulture);
        var slug = OpenFootballText.Slug(name);
        var entry = new Entry(
            isAlone ? $"{OpenFootballFormat.FormatName}:{place}" : $"{OpenFootballFormat.FormatName}:{slug}:{place}", key);
        _byNumber.Add(number, entry);
        return entry;
    }

    private sealed class Entry(string id, string key)
    {
        public string Id => id;

        public string Key { get; set; } = key;

        public DocumentTeller? Teller { get; set; }
    }
}
