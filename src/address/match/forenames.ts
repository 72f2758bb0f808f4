/** Forenames and titles, as `wordsOf` gives them, that people leave out of the name of a street. */
export const forenames: ReadonlySet<string> = new Set(
  (
    'abbe achille adelaide adele adolphe adrien agathe agnes aime aimee alain albert albertine alexandra ' +
    'alexandre alexis alfred alice aline alphonse ambroise amelie amiral anatole andre andree angele anna anne ' +
    'antoine antoinette antonin aristide armand armande arnaud arsene arthur auguste augustin augustine aurelie ' +
    'baptiste barthelemy bartolome basile bastien beatrice benjamin benoit bernadette bernard berthe bertrand ' +
    'blaise blanche brigitte bruno camille capitaine caporal caroline casimir catherine cecile celestin celestine ' +
    'chanoine charles charlotte christian christiane christine christophe claire clara claude claudine clement ' +
    'clementine colette colonel commandant constant constantin corentin cyprien cyrille damien daniel danielle ' +
    'david denis denise desire desiree didier docteur dominique edgar edith edmond edmonde edouard eleonore elie ' +
    'elisa elisabeth elise eloi emile emilie emmanuel eric ernest ernestine estelle etienne etiennette eugene ' +
    'eugenie eustache evariste fabien fabrice felicie felicien felix ferdinand fernand fernande firmin florence ' +
    'florent florentin florian francis franck francois francoise frederic gabriel gabrielle gaetan gaspard gaston ' +
    'general genevieve geoffroy georges georgette gerard germain germaine gertrude gilbert gilberte gilles ' +
    'ginette gregoire guillaume gustave guy hector helene henri henriette hercule hermann hilaire hippolyte ' +
    'honore hubert hugues ignace irene isabelle isidore jacqueline jacques jean jeanne jeannine jerome joachim ' +
    'joel joseph josephe josephine josette jules julie julien julienne juliette justin justine laure laurence ' +
    'laurent laurette lazare lea leandre leon leonard leonce leonie leopold lieutenant louis louise luc lucie ' +
    'lucien lucienne madame madeleine marc marcel marceline marcelle marcellin marechal marguerite maria marie ' +
    'marin marius marthe martial martin martine mathieu mathilde mathurin matthieu maurice max maxime maximilien ' +
    'medard michel micheline mireille modeste monseigneur monsieur nadine narcisse nathalie nestor nicolas nicole ' +
    'noel octave odette odile odilon olivier olympe oscar pascal patrice patrick paul paule paulette pauline pere ' +
    'philibert philippe pierre pierrette president professeur prosper quentin raoul raphael raymond raymonde ' +
    'regis remi remy rene renee richard robert roger roland rolande romain rosa rosalie rose salomon salvador ' +
    'samuel sebastien serge sergent severine simon simone soeur sophie stanislas stephane stephanie suzanne ' +
    'sylvain sylvestre sylvie theodore theophile therese thierry thomas tristan urbain valentin valentine valerie ' +
    'veronique victoire victor victorin victorine vincent virginie vladimir wilfried xavier yann yves yvette yvon ' +
    'yvonne zoe'
  ).split(' '),
);
