using System.Text;

namespace Fanout.Fuzz;

/// <summary>What one input shows of a target.</summary>
/// <param name="Kind">The same for what has the same cause, as far as can be seen.</param>
/// <param name="Text">For people.</param>
internal sealed record Finding(string Kind, string Text)
{
    private const int ShownBytesMax = 400;

    /// <summary>Runs one input; <see langword="null"/>: all holds.</summary>
    public static Finding? Of(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Check(input);
            return null;
        }
#pragma warning disable CA1031 // Any exception is what is looked for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            var place = failure.StackTrace?.Split('\n').FirstOrDefault(static line =>
                line.Contains("Fanout.", StringComparison.Ordinal) && !line.Contains("Fanout.Fuzz.Checking", StringComparison.Ordinal));
            return new Finding($"{failure.GetType().Name} {place?.Trim()}", $"{target.Name}: {failure}\n{Shown(input)}");
        }
    }

    /// <summary>An input as text to look at, and in base 64 to have it again.</summary>
    private static string Shown(byte[] input)
    {
        var text = Encoding.Latin1.GetString(input.AsSpan(0, Math.Min(input.Length, ShownBytesMax)));
        var shown = string.Concat(text.Select(static one => one is >= ' ' and <= '~' ? one : '·'));
        return $"{input.Length} bytes: {shown}\nbase 64: {Convert.ToBase64String(input)}";
    }
}
