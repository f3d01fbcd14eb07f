using Xunit.v3;

namespace Fanout.Conformance.Tests;

/// <summary>Where the rule stands that a case holds the server to; also a trait, to run one section alone.</summary>
/// <param name="number">Of the RFC.</param>
/// <param name="section">Without its sign, such as <c>5.1</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RfcAttribute(int number, string section) : Attribute, ITraitAttribute
{
    public int Number => number;

    public string Section => section;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("RFC", $"{number} §{section}")];
}
