using System.Text;

namespace Fanout.Cli.Terminal;

/// <summary>Text of others, made safe to print: a provider's text must not move the cursor or recolour the screen.</summary>
internal static class Plain
{
    /// <summary>Replaces control and format characters by a space.</summary>
    public static string Text(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format;
            plain.Append(hidden ? " " : rune.ToString());
        }
        return plain.ToString();
    }
}
