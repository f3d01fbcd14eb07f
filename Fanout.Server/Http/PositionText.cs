using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fanout.Protocol.Messages;

namespace Fanout.Server.Http;

/// <summary>A position as text, <c>&lt;epoch&gt;-&lt;seq&gt;</c>: in queries and entity tags.</summary>
internal static class PositionText
{
    public static string Of(Position position) => $"{position.Epoch}-{position.Seq}";

    public static bool TryParse(string text, [NotNullWhen(true)] out Position? position)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        position = dash > 0
            && uint.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && uint.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
                ? new Position { Epoch = epoch, Seq = seq }
                : null;
        return position is not null;
    }
}
