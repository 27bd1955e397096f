using NodaTime;
using Paceline.Grains;

namespace Paceline.Tests.Server;

/// <summary>The reasons of Not ready as a site writes them in its settings.</summary>
public sealed class ReasonsOfASite
{
    [Fact]
    public void ST_01_Each_has_its_place_and_the_time_that_it_should_last()
    {
        var reasons = NotReadyReasons.Read("Tea=10, Back office ,Fire drill=600").ShouldNotBeNull();

        reasons.Names.ShouldBe(["Tea", "Back office", "Fire drill"]);
        reasons.LimitOf("Tea").ShouldBe(Duration.FromMinutes(10));
        reasons.LimitOf("Back office").ShouldBeNull();
        reasons.LimitOf("Signed in").ShouldBeNull();
        NotReadyReasons.Read(NotReadyReasons.Usual).ShouldNotBeNull().Names[1].ShouldBe("Lunch");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Tea,,Lunch")]
    [InlineData("Tea=0")]
    [InlineData("Tea=601")]
    [InlineData("Tea=ten")]
    [InlineData("Tea=10=20")]
    [InlineData("Tea, tea")]
    [InlineData("Signing out")]
    [InlineData("A reason that is longer than forty characters")]
    [InlineData("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u")]
    public void What_is_written_otherwise_is_refused(string text) => NotReadyReasons.Read(text).ShouldBeNull();
}
