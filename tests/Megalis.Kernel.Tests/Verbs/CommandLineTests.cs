using Megalis.Kernel.Verbs;

namespace Megalis.Kernel.Tests.Verbs;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("decp import a.json --json --Megalis:DataPath /tmp/d", "decp import a.json --json", "--Megalis:DataPath /tmp/d")]
    [InlineData("--Megalis:DataPath=/tmp/d decp import a.json --report r.csv", "decp import a.json --report r.csv", "--Megalis:DataPath=/tmp/d")]
    [InlineData("--urls http://localhost:1 --environment Production", "", "--urls http://localhost:1 --environment Production")]
    [InlineData("journal verify --heads h.txt", "journal verify --heads h.txt", "")]
    [InlineData("setup --Megalis:PublicUrl", "setup", "--Megalis:PublicUrl")]
    public void Settings_and_words_are_told_apart_wherever_they_stand(string line, string words, string settings)
    {
        var args = line.Split(' ');

        Assert.Equal(words, string.Join(' ', CommandLine.Words(args)));
        Assert.Equal(settings, string.Join(' ', CommandLine.Settings(args)));
    }
}
