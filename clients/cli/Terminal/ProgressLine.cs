using System.Globalization;

namespace Fanout.Cli.Terminal;

/// <summary>One line on a terminal that says how far something is; nothing where nobody looks.</summary>
internal sealed class ProgressLine(TextWriter terminal, bool isShown)
{
    private string _shown = "";

    /// <summary>Says how far it is, in place of what was said before.</summary>
    public void Show(string what, ulong done, ulong all)
    {
        if (!isShown)
            return;
        var text = string.Create(CultureInfo.InvariantCulture, $"{what}: {100 * done / Math.Max(all, 1)} %");
        if (text == _shown)
            return;
        Clear();
        terminal.Write(_shown = text);
    }

    /// <summary>Makes room for a line that stays.</summary>
    public void Clear()
    {
        if (_shown.Length > 0)
            terminal.Write($"\r{new string(' ', _shown.Length)}\r");
        _shown = "";
    }
}
