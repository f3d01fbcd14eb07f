using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Fanout.Ingest.Adapters.Csv;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.ShuttleSet;

/// <summary>
/// Joins the games of a match, which lie in one folder, and the list that says who played. Files that come later add to what was read before: a
/// game that is read again takes the place of the earlier reading.
/// </summary>
internal sealed class ShuttleAdapter : IAdapter
{
    private readonly Dictionary<string, ShuttleMatch> _matches = new(StringComparer.Ordinal);
    private readonly List<ShuttleListing> _listings = [];

    public IEnumerable<ScoreEvent> Read(IReadOnlyList<FeedFile> files, Action<ReadProblem> report)
    {
        var mentions = new List<(string Folder, ShuttleListing? Listing)>();
        var games = new List<(string Folder, ShuttleGame Game)>();
        foreach (var file in files) Survey(file, mentions, games, report);

        var taken = new HashSet<(string Match, int Game)>();
        foreach (var (folder, game) in games)
        {
            var match = MatchOf(folder);
            if (taken.Add((match.Id, game.Number))) match.Take(game);
            else report(new ReadProblem(ProblemKind.Contradiction, game.File, "", $"match {match.Id}: game {game.Number} comes twice; the first was followed"));
        }

        foreach (var match in _matches.Values)
        {
            if (ListingOf(match.Folder) is { } listing) match.Take(listing);
        }

        foreach (var id in mentions.Select(mention => mention.Listing is { } listing ? IdOf(listing.Id) : IdOfFolder(mention.Folder)).Distinct())
        {
            if (!_matches.TryGetValue(id, out var match) || !match.IsChanged) continue;
            if (match.Listing is null)
                report(new ReadProblem(ProblemKind.Assumption, match.Games.First().File, "", $"match {match.Id} is in no list: players and day are not known; times count from 1970"));
            foreach (var told in match.Tell(report)) yield return told;
        }
    }

    private void Survey(
        FeedFile file, List<(string Folder, ShuttleListing? Listing)> mentions, List<(string Folder, ShuttleGame Game)> games, Action<ReadProblem> report)
    {
        using var rows = CsvRows.TryOpen(file, report);
        if (rows is null) return;
        if (ShuttleFormat.IsList(rows.Columns))
        {
            while (rows.MoveNext())
            {
                if (ShuttleListing.TryRead(rows) is not { } listing) continue;
                _listings.RemoveAll(known => known.Id == listing.Id);
                _listings.Add(listing);
                mentions.Add(("", listing));
            }

            return;
        }

        if (!ShuttleFormat.IsSet(rows.Columns))
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "line 1", "neither the columns of a game nor of a list of matches"));
            return;
        }

        var folder = Path.GetFileName(Path.GetDirectoryName(file.Name)) is { Length: > 0 } name ? name : "match";
        if (NumberOf(file.Name) is not { } number)
        {
            report(new ReadProblem(ProblemKind.Unreadable, file.Name, "", "the name does not end with the number of a game, as set1 does; the file is left out"));
            return;
        }

        var game = ShuttleGame.Read(rows, number, file.Name);
        if (game.Rallies.Count == 0) return;
        mentions.Add((folder, null));
        games.Add((folder, game));
    }

    private ShuttleMatch MatchOf(string folder)
    {
        var id = IdOfFolder(folder);
        if (!_matches.TryGetValue(id, out var match)) _matches.Add(id, match = new ShuttleMatch(id, folder));
        return match;
    }

    private ShuttleListing? ListingOf(string folder) => _listings.Find(listing => listing.IsOf(folder));

    /// <summary>The list's id; where no list has the folder, the number that its name begins with, else its name.</summary>
    private string IdOfFolder(string folder)
    {
        if (ListingOf(folder) is { } listing) return IdOf(listing.Id);
        var digits = string.Concat(folder.TakeWhile(char.IsAsciiDigit)).TrimStart('0');
        return IdOf(digits.Length > 0 && folder.Contains('_', StringComparison.Ordinal) ? digits : folder);
    }

    /// <summary>Our id; a name that is too long or has other signs gets a digest in their place.</summary>
    private static string IdOf(string name)
    {
        var id = $"{ShuttleFormat.FormatName}:{name}";
        if (MatchId.IsValid(id)) return id;
        var plain = string.Concat(name.Where(char.IsAsciiLetterOrDigit).Take(32));
        return string.Create(CultureInfo.InvariantCulture, $"{ShuttleFormat.FormatName}:{plain}-{XxHash32.HashToUInt32(Encoding.UTF8.GetBytes(name)):x8}");
    }

    private static int? NumberOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return name.Length > 0 && name[^1] is >= '1' and <= '3' && (name.Length == 1 || !char.IsAsciiDigit(name[^2])) ? name[^1] - '0' : null;
    }
}
