using System.Diagnostics.CodeAnalysis;

namespace Fanout.Server.Access;

/// <summary>Topics that a right covers: one by its name, or with <c>*</c> at the end all that begin so.</summary>
/// <remarks>
/// Names as <see cref="Topics.TopicName"/> has them, without the page of a board: who may read a board may read all of
/// its pages.
/// </remarks>
internal readonly record struct TopicPattern
{
    /// <summary>Characters of one: the longest name of a topic, and a star.</summary>
    public const int LengthMax = 1024;

    private const char Star = '*';

    private static readonly string[] Kinds = ["match/", "score/", "events/", "board/"];

    private readonly string _text;
    private readonly bool _isOpen;

    private TopicPattern(string text, bool isOpen) => (_text, _isOpen) = (text, isOpen);

    /// <summary>Reads one; <paramref name="problem"/> names it and says what is wrong.</summary>
    public static bool TryParse(string? text, out TopicPattern pattern, [NotNullWhen(false)] out string? problem)
    {
        pattern = default;
        problem = ProblemOf(text);
        if (problem is not null)
            return false;
        var isOpen = text![^1] == Star;
        pattern = new TopicPattern(isOpen ? text[..^1] : text, isOpen);
        return true;
    }

    public bool Covers(string topic) =>
        _isOpen ? topic.StartsWith(_text, StringComparison.Ordinal) : topic == _text;

    /// <summary>Whether it covers every topic that begins so.</summary>
    public bool CoversAll(string beginning) => _isOpen && beginning.StartsWith(_text, StringComparison.Ordinal);

    /// <summary>Whether it covers whatever another one does, and more.</summary>
    public bool CoversAll(TopicPattern other) => CoversAll(other._text);

    /// <summary>What both cover, which is all of one of them; null: nothing.</summary>
    public TopicPattern? And(TopicPattern other)
    {
        if (this == other || other.CoversAll(this))
            return this;
        return CoversAll(other) ? other : null;
    }

    /// <summary>What it covers of the topics that begin so, without that beginning; null: none of them.</summary>
    public TopicPattern? Behind(string beginning)
    {
        if (CoversAll(beginning))
            return new TopicPattern("", isOpen: true);
        return _text.StartsWith(beginning, StringComparison.Ordinal) ? new TopicPattern(_text[beginning.Length..], _isOpen) : null;
    }

    public override string ToString() => _isOpen ? _text + Star : _text;

    private static string? ProblemOf(string? text)
    {
        if (text is null or "")
            return "a topic is empty";
        if (text.Length > LengthMax)
            return $"a topic has {text.Length} characters, {LengthMax} may be";
        if (text == "*")
            return null;
        if (!Array.Exists(Kinds, kind => text.StartsWith(kind, StringComparison.Ordinal)))
            return $"topic \"{text}\": it is *, or begins with {string.Join(", ", Kinds)}";
        var star = text.IndexOf(Star, StringComparison.Ordinal);
        return star >= 0 && star < text.Length - 1 ? $"topic \"{text}\": * stands at the end alone" : null;
    }
}
