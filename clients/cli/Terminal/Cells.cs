using Spectre.Console;

namespace Fanout.Cli.Terminal;

/// <summary>Text in the cells of a terminal, of which a letter takes one or, in East Asian scripts, two.</summary>
internal static class Cells
{
    public static int Count(string text) => text.GetCellWidth();

    /// <summary>Cut to at most <paramref name="width"/> cells, the last of them then an ellipsis; filled up with spaces.</summary>
    public static string Left(string text, int width)
    {
        var cut = Cut(text, width);
        return cut + Spaces(width - Count(cut));
    }

    /// <summary>The same with the text in the middle.</summary>
    public static string Centre(string text, int width)
    {
        var cut = Cut(text, width);
        var spare = width - Count(cut);
        return Spaces(spare / 2) + cut + Spaces(spare - (spare / 2));
    }

    private static string Cut(string text, int width)
    {
        if (Count(text) <= width)
            return text;
        var kept = text;
        while (kept.Length > 0 && Count(kept) >= width)
            kept = kept[..^(kept.Length > 1 && char.IsSurrogatePair(kept, kept.Length - 2) ? 2 : 1)];
        return kept.TrimEnd() + "…";
    }

    private static string Spaces(int count) => new(' ', Math.Max(0, count));
}
