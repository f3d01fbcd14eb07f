using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Who bats in which place, who plays where, and what everybody is called.</summary>
internal sealed class RetrosheetLineups
{
    private const int PinchRunner = 12;
    private const int PlaceMax = 9;

    private static readonly string[] Positions =
        ["", "P", "C", "1B", "2B", "3B", "SS", "LF", "CF", "RF", "DH", "PH", "PR"]; // by number; 0: not stated

    private static readonly string[] Roles =
    [
        "", "Pitcher", "Catcher", "First base", "Second base", "Third base", "Shortstop", "Left field", "Center field", "Right field",
        "Designated hitter", "Pinch hitter", "Pinch runner",
    ];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<(bool Home, int Place), string> _places = []; // who bats there; 0: the pitcher who does not bat
    private readonly Dictionary<bool, List<LineupPlayer>> _starters = new() { [true] = [], [false] = [] };

    /// <summary>The name of a player; the id where no record names him.</summary>
    public string NameOf(string player) => _names.GetValueOrDefault(player, player);

    /// <summary>Reads a <c>start</c>; false when it is none.</summary>
    public bool TryStart(RetrosheetRecord record)
    {
        if (!TryRead(record, out var home, out var place, out var position)) return false;
        _places[(home, place)] = record[0];
        var known = _starters[home].Find(player => player.Id == IdOf(record[0]));
        // One who pitches and bats for himself has two records, one for each.
        if (known is not null) known.Position = $"{known.Position}/{Positions[position]}";
        else _starters[home].Add(new LineupPlayer { Id = IdOf(record[0]), Name = NameOf(record[0]), Position = Positions[position], Starter = true });
        return true;
    }

    public LineupUpdate? Lineup(bool home)
    {
        if (_starters[home].Count == 0) return null;
        return new LineupUpdate { Side = Side.Of(home), Players = { _starters[home].Select(static player => player.Clone()) } };
    }

    /// <summary>Reads a <c>sub</c>; <see langword="null"/> when it is none.</summary>
    public RetrosheetSubstitution? TrySubstitute(RetrosheetRecord record)
    {
        if (!TryRead(record, out var home, out var place, out var position)) return null;
        var off = _places.GetValueOrDefault((home, place));
        _places[(home, place)] = record[0];
        return new RetrosheetSubstitution(home, record[0], off, Roles[position], position == PinchRunner);
    }

    public static string IdOf(string player) => $"{RetrosheetFormat.FormatName}:{player}";

    private bool TryRead(RetrosheetRecord record, out bool home, out int place, out int position)
    {
        home = record[2] == "1";
        position = 0;
        var isRead = TryNumber(record[3], PlaceMax, out place) & TryNumber(record[4], Positions.Length - 1, out position);
        if (!isRead || record[0].Length == 0 || record[2] is not ("0" or "1")) return false;
        if (record[1].Length > 0) _names[record[0]] = record[1];
        return true;
    }

    private static bool TryNumber(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;
}

/// <summary>A player who came in.</summary>
/// <param name="On">His id; that of <paramref name="Off"/> where he only changes his place in the field.</param>
/// <param name="Off">Whose place in the batting order he takes; <see langword="null"/>: nobody's that we know.</param>
/// <param name="Role">What he comes in as, for readers.</param>
/// <param name="Runs">He takes a base.</param>
internal sealed record RetrosheetSubstitution(bool Home, string On, string? Off, string Role, bool Runs);
