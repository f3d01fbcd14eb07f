using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Fanout.Fuzz.Checking;

/// <summary>What a target says of its input. Fails with the text of what was said, so that each law has one.</summary>
internal static class Law
{
    /// <exception cref="BrokenLawException">It does not hold.</exception>
    public static void Holds([DoesNotReturnIf(false)] bool law, [CallerArgumentExpression(nameof(law))] string text = "")
    {
        if (!law) throw new BrokenLawException($"does not hold: {text}");
    }

    /// <exception cref="BrokenLawException">They differ; the message has both.</exception>
    public static void Same<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string text = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new BrokenLawException($"{text} is\n  {actual}\nand should be\n  {expected}");
    }
}
