namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>A <c>com</c> record: words for readers, or a record of its own kind within the quotation marks.</summary>
internal static class RetrosheetComment
{
    /// <summary>Comments that no reader of a score wants: they stand in every game a dozen times.</summary>
    public static bool IsRoutine(string text) => text is "Mound Visit" or "";

    /// <summary>Words begin here; what follows without this mark goes on with them.</summary>
    public static bool Begins(string text) => text.StartsWith('$');

    /// <summary>Says that the game is suspended: when it goes on, as <c>yyyyMMdd</c>; empty where that is not said. <see langword="null"/>: it says something else.</summary>
    public static string? ResumesOn(string text)
    {
        if (text.StartsWith("Suspend=", StringComparison.OrdinalIgnoreCase)) return text[8..].Split(',')[0].Trim();
        var fields = text.Split(',');
        return fields[0] is "susp" or "suspend" or "suspended" && fields.Length >= 3 ? fields[1].Trim() : null;
    }

    /// <summary>Somebody was sent from the field: <c>ej,person,role,umpire,reason</c>. <see langword="null"/>: it says something else.</summary>
    public static (string Person, string Reason)? Ejection(string text)
    {
        var fields = text.Split(',');
        if (fields.Length < 4 || fields[0] != "ej" || fields[1].Length == 0 || fields[1].Contains(' ', StringComparison.Ordinal)) return null;
        return (fields[1].Trim(), string.Join(',', fields.Skip(4)).Trim());
    }

    /// <summary>Notes for those who keep the files: who umpires where, what was reviewed in which code, protests.</summary>
    public static bool IsForKeepers(string text)
    {
        var fields = text.Split(',');
        return text.StartsWith("Protest=", StringComparison.OrdinalIgnoreCase)
            || (fields[0] == "umpchange" && fields.Length >= 4)
            || (fields[0] == "replay" && fields.Length >= 8);
    }
}
