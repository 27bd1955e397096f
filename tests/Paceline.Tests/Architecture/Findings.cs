namespace Paceline.Tests.Architecture;

/// <summary>What a rule found: the whole list is shown at once, with where it is and what to do about it.</summary>
internal sealed class Findings(string rule, string remedy)
{
    private readonly List<string> _found = [];

    public void Add(string where, string what) => _found.Add($"  {where}: {what}");

    public void Add(string file, int line, string what) => Add($"{file}({line})", what);

    public void ShouldBeNone()
    {
        if (_found.Count > 0)
        {
            var list = string.Join('\n', _found);
            Assert.Fail($"{rule}\n{list}\n{remedy}");
        }
    }
}
